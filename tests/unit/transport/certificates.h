/* A throw-away authority and server certificates for gateway.test, made for these tests and trusted by
 * nothing else: valid 2020 to 2120, expired in 2021, not valid before 2100; one EC key for all three. */
#ifndef VIGIE_TEST_CERTIFICATES_H
#define VIGIE_TEST_CERTIFICATES_H

static const char AUTHORITY[] = "-----BEGIN CERTIFICATE-----\n"
                                "MIIBljCCATugAwIBAgIUEaiI1uVt4TxzSnE1wPFmBIjYl3AwCgYIKoZIzj0EAwIw\n"
                                "HzEdMBsGA1UEAwwUVmlnaWUgdGVzdCBhdXRob3JpdHkwIBcNMjYxMTIyMTQxMDEx\n"
                                "WhgPMjEyNjEwMjkxNDEwMTFaMB8xHTAbBgNVBAMMFFZpZ2llIHRlc3QgYXV0aG9y\n"
                                "aXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEJFQ+VvFPT0bjyEBY8hrqEFX6\n"
                                "l/3Rf+9xQwK2PB4J50KNvwJpNUM9EH0zVSPzHisIBIlqQpOEEu0jhXnbRDVonqNT\n"
                                "MFEwHQYDVR0OBBYEFD908ZUx//t4cecB2oxrCWGzYP4eMB8GA1UdIwQYMBaAFD90\n"
                                "8ZUx//t4cecB2oxrCWGzYP4eMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwID\n"
                                "SQAwRgIhALOE8pOLalpdmjrnwFEyADCJ/WlpWiguz1syZwhn27NCAiEAjq6+OZfN\n"
                                "lOO4YNR333Dh/6IhzvCv+myuW8oszSwImxg=\n"
                                "-----END CERTIFICATE-----\n";

static const char SERVER_KEY[] = "-----BEGIN EC PRIVATE KEY-----\n"
                                 "MHcCAQEEICAUX2w2S9IBAv0nTmiaOOXstyQ2Pd3y0A79fpgexCOfoAoGCCqGSM49\n"
                                 "AwEHoUQDQgAEJHpTDbJ4Vi3ePumB26Hp7q5mVSIh8Yx7RGdGEnmImuKjz0nNtRV8\n"
                                 "E3S1NvIDDSPj6j/vjmbCGuYVaomb2HTzCw==\n"
                                 "-----END EC PRIVATE KEY-----\n";

static const char GOOD_CERTIFICATE[] = "-----BEGIN CERTIFICATE-----\n"
                                       "MIIBejCCASCgAwIBAgIBATAKBggqhkjOPQQDAjAfMR0wGwYDVQQDDBRWaWdpZSB0\n"
                                       "ZXN0IGF1dGhvcml0eTAgFw0yMDAxMDEwMDAwMDBaGA8yMTIwMDEwMTAwMDAwMFow\n"
                                       "DzENMAsGA1UEAwwEZ29vZDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCR6Uw2y\n"
                                       "eFYt3j7pgduh6e6uZlUiIfGMe0RnRhJ5iJrio89JzbUVfBN0tTbyAw0j4+o/745m\n"
                                       "whrmFWqJm9h08wujWzBZMBcGA1UdEQQQMA6CDGdhdGV3YXkudGVzdDAdBgNVHQ4E\n"
                                       "FgQUy11gKdZhe15nPubkPVMdvnHLKfowHwYDVR0jBBgwFoAUP3TxlTH/+3hx5wHa\n"
                                       "jGsJYbNg/h4wCgYIKoZIzj0EAwIDSAAwRQIgFydG6Yf8aM78uSGJaTqdX0usmhSU\n"
                                       "NSJvPASBA2NA9BMCIQCgTJOlfkMrsGUKAlaixFcgGDXWxsnMDQYM87DaSF6uvw==\n"
                                       "-----END CERTIFICATE-----\n";

static const char EXPIRED_CERTIFICATE[] = "-----BEGIN CERTIFICATE-----\n"
                                          "MIIBdzCCAR2gAwIBAgIBAjAKBggqhkjOPQQDAjAfMR0wGwYDVQQDDBRWaWdpZSB0\n"
                                          "ZXN0IGF1dGhvcml0eTAeFw0yMDAxMDEwMDAwMDBaFw0yMTAxMDEwMDAwMDBaMA4x\n"
                                          "DDAKBgNVBAMMA29sZDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCR6Uw2yeFYt\n"
                                          "3j7pgduh6e6uZlUiIfGMe0RnRhJ5iJrio89JzbUVfBN0tTbyAw0j4+o/745mwhrm\n"
                                          "FWqJm9h08wujWzBZMBcGA1UdEQQQMA6CDGdhdGV3YXkudGVzdDAdBgNVHQ4EFgQU\n"
                                          "y11gKdZhe15nPubkPVMdvnHLKfowHwYDVR0jBBgwFoAUP3TxlTH/+3hx5wHajGsJ\n"
                                          "YbNg/h4wCgYIKoZIzj0EAwIDSAAwRQIgAqp+uGSloRYJLMCfhXWcgQsO+PIIFVKT\n"
                                          "iegkPDxapYUCIQDi8TLydBwZ/NZ4mVJgBH6H56RwxG1V9Kt9rLsb2Mf99Q==\n"
                                          "-----END CERTIFICATE-----\n";

static const char FUTURE_CERTIFICATE[] = "-----BEGIN CERTIFICATE-----\n"
                                         "MIIBfjCCASSgAwIBAgIBAzAKBggqhkjOPQQDAjAfMR0wGwYDVQQDDBRWaWdpZSB0\n"
                                         "ZXN0IGF1dGhvcml0eTAiGA8yMTAwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAw\n"
                                         "WjARMQ8wDQYDVQQDDAZmdXR1cmUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQk\n"
                                         "elMNsnhWLd4+6YHboenurmZVIiHxjHtEZ0YSeYia4qPPSc21FXwTdLU28gMNI+Pq\n"
                                         "P++OZsIa5hVqiZvYdPMLo1swWTAXBgNVHREEEDAOggxnYXRld2F5LnRlc3QwHQYD\n"
                                         "VR0OBBYEFMtdYCnWYXteZz7m5D1THb5xyyn6MB8GA1UdIwQYMBaAFD908ZUx//t4\n"
                                         "cecB2oxrCWGzYP4eMAoGCCqGSM49BAMCA0gAMEUCIQDraAyexpAeSNajItpOpG/y\n"
                                         "IetPqWUMSCbY1SdrSOZ9FwIgbjaIQ4SbdHqKG7wHLexY62d9tm2q6hOvfw1gnoN7\n"
                                         "nvE=\n"
                                         "-----END CERTIFICATE-----\n";

#endif
