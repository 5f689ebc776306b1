"""HTTP, WebSocket and the desk: what screens and programs may ask and are told."""
