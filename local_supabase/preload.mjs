// What a hosted Supabase does and `@supabase/lite` has no option for. `node --import` loads it first.
//
// Pages of other origins may use Auth; Lite has these headers on /rest/v1 only.
//
// Idle connections stay open. Node closes them after five seconds, perhaps while a request is on
// its way; the service's transport gives them up after 118 seconds itself.

import { subscribe } from "node:diagnostics_channel";

const ALLOWED_HEADERS = [
  "apikey",
  "authorization",
  "content-type",
  "x-client-info",
  "x-supabase-api-version",
];

const KEEP_ALIVE = 150_000; // milliseconds

// Headers that are set here are merged with those that Lite passes to `writeHead`.
subscribe("http.server.request.start", ({ request, response, server }) => {
  server.keepAliveTimeout = KEEP_ALIVE;
  if (!request.url.startsWith("/auth/v1/")) return;
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Access-Control-Expose-Headers", "x-supabase-api-version");
  if (request.method === "OPTIONS") {
    response.setHeader("Access-Control-Allow-Headers", ALLOWED_HEADERS.join(", "));
  }
});
