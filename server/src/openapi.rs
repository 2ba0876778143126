//! `GET /api/v1/openapi.json`: what programs may send, as a document. A test compares it with the routes.

use axum::Json;
use serde_json::{Value, json};

/// The document.
pub async fn document() -> Json<Value> {
    Json(openapi())
}

/// OpenAPI 3.1 of the resident's API.
pub fn openapi() -> Value {
    let wave = json!({ "name": "wave", "in": "path", "required": true, "schema": { "type": "string" } });
    let answer = |what: &str, schema: &str| json!({ "description": what, "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } } });
    let takes = |schema: &str| json!({ "required": true, "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } } });
    let (refusal, reply) = (|what| answer(what, "Refusal"), |what| answer(what, "Reply"));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Minxin",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Answers of residents. An acknowledgement is sent only after the answer is on the disk."
        },
        "paths": {
            "/api/v1/waves/{wave}/submissions/{id}": {
                "put": {
                    "summary": "Send one answered form. The same bytes again give the same receipt.",
                    "parameters": [
                        wave,
                        { "name": "id", "in": "path", "required": true, "description": "128 random bits made on the device",
                          "schema": { "type": "string", "pattern": "^[0-9a-fA-F]{32}$" } }
                    ],
                    "requestBody": takes("Body"),
                    "responses": {
                        "201": reply("stored"),
                        "200": reply("duplicate: the same bytes were stored before; replaced: they were, and the county took others under this id"),
                        "202": reply("late: received after grace, kept apart, not counted"),
                        "409": reply("quarantined: this id came with other bytes before; both are kept"),
                        "403": refusal("not_open: detail is the opening day"),
                        "404": refusal("unknown_wave"),
                        "413": refusal("too_large: over 64 KiB"),
                        "422": refusal("malformed, bad_id, unknown_version, unknown_key, unknown_suite, unsealable, or what is wrong with an item"),
                        "503": refusal("busy, or locked: the key cannot be opened now; try again after Retry-After seconds"),
                        "507": refusal("full: try again after Retry-After seconds")
                    }
                }
            },
            "/api/v1/waves/{wave}/submissions:batch": {
                "post": {
                    "summary": "Send many answered forms of one wave. Each item has its own result; a bad one does not touch the others.",
                    "parameters": [wave],
                    "requestBody": takes("Batch"),
                    "responses": {
                        "200": answer("what became of each item", "BatchReply"),
                        "403": refusal("not_open: detail is the opening day"),
                        "404": refusal("unknown_wave"),
                        "413": refusal("too_large: over 100 items or 512 KiB; send half as many"),
                        "422": refusal("malformed: not the JSON of a batch; nothing was taken"),
                        "503": refusal("busy: nothing was taken; try again after Retry-After seconds"),
                        "507": refusal("full: nothing was taken; try again after Retry-After seconds")
                    }
                }
            },
            "/api/v1/waves/{wave}/submissions:have": {
                "post": {
                    "summary": "Ask which submissions of a wave are stored.",
                    "parameters": [wave],
                    "requestBody": takes("Have"),
                    "responses": {
                        "200": answer("those that are", "HaveReply"),
                        "403": refusal("not_open: detail is the opening day"),
                        "404": refusal("unknown_wave"),
                        "413": refusal("too_large: over 1000 ids or 512 KiB"),
                        "422": refusal("malformed"),
                        "503": refusal("busy: try again after Retry-After seconds")
                    }
                }
            },
            "/api/v1/devices:enrol": {
                "post": {
                    "summary": "Trade a tablet's one-time code for its token.",
                    "requestBody": { "required": true, "content": { "application/json": { "schema": {
                        "type": "object", "required": ["code"], "properties": { "code": { "type": "string" } }
                    } } } },
                    "responses": {
                        "200": answer("the token, shown once, and what to prepare", "Prepared"),
                        "403": refusal("unknown_code: unknown, used, old or taken back"),
                        "422": refusal("malformed")
                    }
                }
            },
            "/api/v1/device": {
                "get": {
                    "summary": "What a tablet may prepare. Authorization: Bearer TOKEN.",
                    "responses": {
                        "200": answer("waves and villages as they stand now", "Prepared"),
                        "401": refusal("unknown_device: unknown, old or taken out of use")
                    }
                }
            },
            "/api/v1/device/report": {
                "post": {
                    "summary": "How many answers a tablet still holds. Authorization: Bearer TOKEN.",
                    "requestBody": { "required": true, "content": { "application/json": { "schema": {
                        "type": "object", "required": ["pending"],
                        "properties": { "pending": { "type": "integer", "minimum": 0 } }
                    } } } },
                    "responses": {
                        "204": { "description": "kept" },
                        "401": refusal("unknown_device"),
                        "422": refusal("malformed")
                    }
                }
            },
            "/api/v1/waves/{wave}/key": {
                "get": {
                    "summary": "What a device seals its answers to.",
                    "parameters": [wave],
                    "responses": {
                        "200": answer("the newest key of the wave", "Key"),
                        "404": refusal("unknown_wave, or no_key: answers to it are not sealed"),
                        "503": refusal("busy: try again after Retry-After seconds")
                    }
                }
            },
            "/api/ping": {
                "get": {
                    "summary": "Is it this server that answers? A device compares the body.",
                    "responses": { "200": { "description": "always the same text", "content": { "text/plain": {
                        "schema": { "const": outbox::wire::PING }
                    } } } }
                }
            }
        },
        "components": { "schemas": {
            "Prepared": {
                "type": "object",
                "required": ["name", "expires", "waves", "villages"],
                "properties": {
                    "token": { "type": "string", "description": "64 hex digits, in the answer to a code only" },
                    "name": { "type": "string" },
                    "expires": { "type": "integer", "description": "epoch milliseconds" },
                    "waves": { "type": "array", "items": { "type": "object" } },
                    "villages": { "type": "array", "items": { "type": "object" } }
                }
            },
            "Submission": {
                "type": "object",
                "required": ["version", "answers"],
                "properties": {
                    "version": { "type": "integer", "minimum": 1 },
                    "lang": { "type": "string", "default": "zh-Hans" },
                    "mode": { "enum": ["web", "kiosk", "phone", "paper"], "default": "web" },
                    "quality": {
                        "type": "object",
                        "description": "What the device says of how the answers came about; optional.",
                        "properties": {
                            "fast": { "type": "boolean" },
                            "straight": { "type": "boolean" },
                            "helped": { "type": "boolean" }
                        }
                    },
                    "answers": {
                        "type": "object",
                        "description": "Item code to a value or a list of values; skipped items are absent.",
                        "additionalProperties": { "anyOf": [
                            { "type": ["integer", "number", "string"] },
                            { "type": "array", "items": { "type": ["integer", "number", "string"] } }
                        ] }
                    }
                }
            },
            "Body": { "anyOf": [
                { "$ref": "#/components/schemas/Submission" },
                { "$ref": "#/components/schemas/Sealed" }
            ] },
            "Sealed": {
                "type": "object",
                "description": "A Submission sealed to the wave's key; see docs/sealing.md.",
                "required": ["suite", "kid", "version", "enc", "ct"],
                "additionalProperties": false,
                "properties": {
                    "suite": { "const": seal::SUITE },
                    "kid": { "type": "string", "pattern": "^[0-9a-f]{16}$" },
                    "version": { "type": "integer", "minimum": 1 },
                    "enc": { "type": "string", "description": "base64url without padding" },
                    "ct": { "type": "string", "description": "base64url without padding" }
                }
            },
            "Key": {
                "type": "object",
                "required": ["suite", "kid", "key"],
                "properties": {
                    "suite": { "const": seal::SUITE },
                    "kid": { "type": "string" },
                    "key": { "type": "string", "description": "65 bytes, base64url without padding" }
                }
            },
            "Reply": {
                "type": "object",
                "required": ["receipt", "status"],
                "properties": {
                    "receipt": { "type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$" },
                    "status": { "enum": ["stored", "duplicate", "replaced", "late", "quarantined"] },
                    "left_out": { "type": "array", "items": { "type": "string" }, "description": "Items whose answers are not kept: the other answers say that they were not asked. Absent where there are none." }
                }
            },
            "Batch": {
                "type": "object",
                "required": ["items"],
                "additionalProperties": false,
                "properties": { "items": { "type": "array", "maxItems": outbox::wire::MAX_ITEMS, "items": {
                    "type": "object",
                    "required": ["id", "body"],
                    "additionalProperties": false,
                    "properties": {
                        "id": { "type": "string", "pattern": "^[0-9a-fA-F]{32}$" },
                        "body": { "type": "string", "description": "The JSON text that PUT takes, to the byte." }
                    }
                } } }
            },
            "BatchReply": {
                "type": "object",
                "required": ["results", "backup_through"],
                "properties": {
                    "results": { "type": "array", "items": {
                        "type": "object",
                        "required": ["id", "status"],
                        "properties": {
                            "id": { "type": "string" },
                            "receipt": { "type": "string" },
                            "status": { "enum": ["stored", "duplicate", "replaced", "late", "quarantined", "rejected", "gone", "retry"], "description": "Quarantined with the reason payload_mismatch: other bytes are stored under this id, and both are kept." },
                            "reason": { "type": "string" },
                            "item": { "type": "string" }
                        }
                    } },
                    "backup_through": { "type": ["integer", "null"], "description": "Everything stored until then, milliseconds since 1970, is in a verified backup." }
                }
            },
            "Have": {
                "type": "object",
                "required": ["ids"],
                "additionalProperties": false,
                "properties": {
                    "ids": { "type": "array", "maxItems": outbox::wire::MAX_IDS, "items": { "type": "string" } },
                    "hashes": { "type": "array", "items": { "type": "string", "pattern": "^([0-9a-fA-F]{64})?$" }, "description": "SHA-256 of the bytes that the device has, in the order of ids: what is stored with other bytes is not named." }
                }
            },
            "HaveReply": {
                "type": "object",
                "required": ["have", "backup_through"],
                "properties": {
                    "have": { "type": "array", "items": {
                        "type": "object",
                        "required": ["id", "level"],
                        "properties": {
                            "id": { "type": "string" },
                            "level": { "enum": [1, 2], "description": "1: on the disk. 2: in a verified backup too." },
                            "late": { "type": "boolean", "description": "It came after the grace period and is kept apart." }
                        }
                    } },
                    "backup_through": { "type": ["integer", "null"] }
                }
            },
            "Refusal": {
                "type": "object",
                "required": ["reason"],
                "properties": {
                    "reason": { "type": "string" },
                    "item": { "type": "string" },
                    "detail": { "type": "string" }
                }
            }
        } }
    })
}
