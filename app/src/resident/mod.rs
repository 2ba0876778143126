//! Answering: one form, rendered whole on the server, one item per screen in the browser.
