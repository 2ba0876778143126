//! `GET /api/v1/openapi.json`: what programs may send, as a document. A test compares it with the routes.

use axum::Json;
use serde_json::{Value, json};

/// The document.
pub async fn document() -> Json<Value> {
    Json(openapi())
}

/// OpenAPI 3.1 of the resident's API.
pub fn openapi() -> Value {
    let refusal = |what: &str| json!({ "description": what, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Refusal" } } } });
    let reply = |what: &str| json!({ "description": what, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Reply" } } } });
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
                        { "name": "wave", "in": "path", "required": true, "schema": { "type": "string" } },
                        { "name": "id", "in": "path", "required": true, "description": "128 random bits made on the device",
                          "schema": { "type": "string", "pattern": "^[0-9a-fA-F]{32}$" } }
                    ],
                    "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Submission" } } } },
                    "responses": {
                        "201": reply("stored"),
                        "200": reply("duplicate: the same bytes were stored before"),
                        "202": reply("late: received after grace, kept apart, not counted"),
                        "409": reply("quarantined: this id came with other bytes before; both are kept"),
                        "403": refusal("not_open: detail is the opening day"),
                        "404": refusal("unknown_wave"),
                        "413": refusal("too_large: over 64 KiB"),
                        "422": refusal("malformed, bad_id, unknown_version, or what is wrong with an item"),
                        "503": refusal("busy: try again after Retry-After seconds"),
                        "507": refusal("full: try again after Retry-After seconds")
                    }
                }
            }
        },
        "components": { "schemas": {
            "Submission": {
                "type": "object",
                "required": ["version", "answers"],
                "properties": {
                    "version": { "type": "integer", "minimum": 1 },
                    "lang": { "type": "string", "default": "zh-Hans" },
                    "mode": { "enum": ["web", "kiosk", "phone", "paper"], "default": "web" },
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
            "Reply": {
                "type": "object",
                "required": ["receipt", "status"],
                "properties": {
                    "receipt": { "type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$" },
                    "status": { "enum": ["stored", "duplicate", "replaced", "late", "quarantined"] }
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
