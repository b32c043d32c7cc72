select {{ token_fingerprint() }} as token_key_fingerprint
