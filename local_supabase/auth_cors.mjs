// Lets pages of other origins use Auth, as a hosted Supabase does. `@supabase/lite` has these
// headers on /rest/v1 only and no option for more. It is preloaded with `node --import`.

import { subscribe } from "node:diagnostics_channel";

const ALLOWED_HEADERS = [
  "apikey",
  "authorization",
  "content-type",
  "x-client-info",
  "x-supabase-api-version",
];

// Headers that are set here are merged with those that Lite passes to `writeHead`.
subscribe("http.server.request.start", ({ request, response }) => {
  if (!request.url.startsWith("/auth/v1/")) return;
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("Access-Control-Expose-Headers", "x-supabase-api-version");
  if (request.method === "OPTIONS") {
    response.setHeader("Access-Control-Allow-Headers", ALLOWED_HEADERS.join(", "));
  }
});
