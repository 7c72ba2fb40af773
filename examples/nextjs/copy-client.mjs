// Copies the client into lib/. Its source is in the repository of the service, beside the
// dashboard, which uses the same file. An app in a repository of its own commits the copy instead.

import { copyFileSync, existsSync } from "node:fs";

const source = new URL("../../llm_api/static/dashboard/", import.meta.url);

for (const name of ["django-client.js", "django-client.d.ts"]) {
  const file = new URL(name, source);
  if (existsSync(file)) copyFileSync(file, new URL(`lib/${name}`, import.meta.url));
}
