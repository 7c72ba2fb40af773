/**
 * The claim token of a link /dashboard/claim#token. It stands in the fragment because browsers
 * send that to no server. Supabase's own fragments hold `name=value` pairs.
 * @param {URL} url
 */
export const pendingClaim = (url) =>
  url.pathname === "/dashboard/claim" && !url.hash.includes("=") ? url.hash.slice(1) : "";
