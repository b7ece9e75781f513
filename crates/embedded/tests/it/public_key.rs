use crate::script::check;
use expect_test::expect;

/// The base point of the curve, whose private half is 1.
#[test]
fn a_public_key_is_imported_shown_and_deleted() {
    check(
        r##"
        ImportPublicKey {"name": "key1", "publicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n-----END PUBLIC KEY-----\n", "tags": {"a": "b"}}
        let key = publicKey.arn
        GetPublicKey {"arn": "$key"}
        ListPublicKeys
        ImportPublicKey {"name": "again", "publicKeyMaterial": "-----BEGIN PUBLIC KEY-----\r\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uY\r\nWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR8\r\n6doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\r\n-----END PUBLIC KEY-----"}
        DeletePublicKey {"arn": "$key"}
        GetPublicKey {"arn": "$key"}
        DeletePublicKey {"arn": "$key"}
        ListPublicKeys
        # what was deleted can be imported again
        ImportPublicKey {"publicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n-----END PUBLIC KEY-----\n"}
        "##,
        expect![[r#"
            ImportPublicKey {"name": "key1", "publicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n-----END PUBLIC KEY-----\n", "tags": {"a": "b"}}
                {"publicKey":{"arn":"arn:aws:ivs:us-east-1:123456789012:public-key/3pJxRv8KbNzZ","name":"key1","publicKeyMaterial":"-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n-----END PUBLIC KEY-----\n","fingerprint":"89:5b:3c:15:0f:c9:0e:af:f0:2d:a3:e6:1e:0c:f5:45","tags":{"a":"b"}}}
            GetPublicKey {"arn": "$key"}
                {"publicKey":{"arn":"$key","name":"key1","publicKeyMaterial":"-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n-----END PUBLIC KEY-----\n","fingerprint":"89:5b:3c:15:0f:c9:0e:af:f0:2d:a3:e6:1e:0c:f5:45","tags":{"a":"b"}}}
            ListPublicKeys
                {"publicKeys":[{"arn":"$key","name":"key1","tags":{"a":"b"}}]}
            ImportPublicKey {"name": "again", "publicKeyMaterial": "-----BEGIN PUBLIC KEY-----\r\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uY\r\nWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR8\r\n6doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\r\n-----END PUBLIC KEY-----"}
                409 ConflictException: a public key with the same material has been imported already
            DeletePublicKey {"arn": "$key"}
                {}
            GetPublicKey {"arn": "$key"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $key
            DeletePublicKey {"arn": "$key"}
                404 ResourceNotFoundException: Request references a resource which does not exist: $key
            ListPublicKeys
                {"publicKeys":[]}
            # what was deleted can be imported again
            ImportPublicKey {"publicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n-----END PUBLIC KEY-----\n"}
                {"publicKey":{"arn":"arn:aws:ivs:us-east-1:123456789012:public-key/3pJxRv842zJS","name":"","publicKeyMaterial":"-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n-----END PUBLIC KEY-----\n","fingerprint":"89:5b:3c:15:0f:c9:0e:af:f0:2d:a3:e6:1e:0c:f5:45","tags":{}}}
        "#]],
    );
}

#[test]
fn what_is_no_key_of_the_curve_is_refused() {
    check(
        r##"
        ImportPublicKey {}
        ImportPublicKey {"publicKeyMaterial": "key"}
        ImportPublicKey {"publicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"}
        # a point that is not on the curve
        ImportPublicKey {"publicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5e\n-----END PUBLIC KEY-----"}
        # a key of the curve P-256
        ImportPublicKey {"publicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n-----END PUBLIC KEY-----"}
        GetPublicKey {"arn": "arn:aws:ivs:us-east-1:123456789012:public-key/abcdABCDefgh"}
        GetPublicKey {"arn": "arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh"}
        "##,
        expect![[r#"
            ImportPublicKey {}
                400 ValidationException: 1 validation error detected: Value null at 'publicKeyMaterial' failed to satisfy constraint: Member must not be null
            ImportPublicKey {"publicKeyMaterial": "key"}
                400 ValidationException: 1 validation error detected: Value 'key' at 'publicKeyMaterial' failed to satisfy constraint: Member must satisfy regular expression pattern: .*-----BEGIN PUBLIC KEY-----\r?\n([a-zA-Z0-9+/=\r\n]+)\r?\n-----END PUBLIC KEY-----(\r?\n)?.*
            ImportPublicKey {"publicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"}
                400 ValidationException: publicKeyMaterial is not the PEM of an ECDSA public key on the curve P-384
            # a point that is not on the curve
            ImportPublicKey {"publicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5e\n-----END PUBLIC KEY-----"}
                400 ValidationException: publicKeyMaterial is not the PEM of an ECDSA public key on the curve P-384
            # a key of the curve P-256
            ImportPublicKey {"publicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n-----END PUBLIC KEY-----"}
                400 ValidationException: publicKeyMaterial is not the PEM of an ECDSA public key on the curve P-384
            GetPublicKey {"arn": "arn:aws:ivs:us-east-1:123456789012:public-key/abcdABCDefgh"}
                404 ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:public-key/abcdABCDefgh
            GetPublicKey {"arn": "arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh"}
                400 ValidationException: 1 validation error detected: Value 'arn:aws:ivs:us-east-1:123456789012:stage/abcdABCDefgh' at 'arn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws:ivs:[a-z0-9-]+:[0-9]+:public-key/[a-zA-Z0-9-]+
        "#]],
    );
}
