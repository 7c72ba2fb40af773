import { createClient } from "@supabase/supabase-js";

/** Signs people in. Interviews never go through it, only through the service's API. */
export const supabase = createClient(
  process.env.NEXT_PUBLIC_SUPABASE_URL ?? "",
  process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY ?? "",
);
