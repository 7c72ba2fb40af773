/**
 * Who is signed in, by Supabase Auth. supabase-js keeps the session in localStorage, refreshes
 * it, and reads the tokens that a link in a mail brings.
 */

const RETURN_TO = "interview-storage.return-to";

/** @type {any} */
let auth;
/** @type {any} */
let session = null;
/** @type {(event: "in" | "out" | "recovery") => void} */
let changed = () => {};

/**
 * Resolves when it is known whether somebody is signed in.
 * @param {{ supabaseUrl: string, supabaseKey: string }} config
 * @param {typeof changed} onChange told when another person, or nobody, is there
 */
export async function startSession(config, onChange) {
  const url = new URL(config.supabaseUrl, location.origin).href;
  auth = /** @type {any} */ (globalThis).supabase.createClient(url, config.supabaseKey).auth;
  changed = onChange;
  await new Promise((known) =>
    auth.onAuthStateChange((/** @type {string} */ event, /** @type {any} */ current) => {
      take(event, current);
      known(undefined);
    }),
  );
}

/** @param {string} event @param {any} current */
function take(event, current) {
  const before = session?.user.id;
  session = current;
  if (event === "PASSWORD_RECOVERY") changed("recovery");
  else if (event !== "INITIAL_SESSION" && before !== current?.user.id)
    changed(current ? "in" : "out");
}

export const user = () => session?.user ?? null;

/** The access token, fresh. @returns {Promise<string | null>} */
export async function accessToken() {
  const { data } = await auth.getSession();
  return data.session?.access_token ?? null;
}

/** The service refused the token: signed out here, and the page stays where it is. */
export async function expire() {
  await auth.signOut({ scope: "local" });
  if (session) take("SIGNED_OUT", null);
}

export const signOut = () => auth.signOut({ scope: "local" }).then(succeeded);

/** @param {string} email @param {string} password */
export const signIn = (email, password) =>
  auth.signInWithPassword({ email, password }).then(succeeded);

/** Resolves to whether a mail must be answered first. @param {string} email @param {string} password */
export async function signUp(email, password) {
  rememberPage();
  const answer = await auth.signUp({ email, password, options: { emailRedirectTo: here() } });
  return !succeeded(answer).session;
}

/** @param {string} email */
export function sendMagicLink(email) {
  rememberPage();
  const options = { emailRedirectTo: here(), shouldCreateUser: false };
  return auth.signInWithOtp({ email, options }).then(succeeded);
}

/** @param {string} email */
export const sendPasswordReset = (email) =>
  auth.resetPasswordForEmail(email, { redirectTo: here() }).then(succeeded);

/** @param {string} password */
export const changePassword = (password) => auth.updateUser({ password }).then(succeeded);

/** @param {{ data: any, error: any }} answer */
function succeeded({ data, error }) {
  if (error) throw error;
  return data;
}

const here = () => location.origin + location.pathname + location.search;

/** A link in a mail may lead to the first page; this is where its reader was. */
function rememberPage() {
  const page = location.pathname + location.search + location.hash;
  localStorage.setItem(RETURN_TO, JSON.stringify({ page, until: Date.now() + 3_600_000 }));
}

/** @returns {string | null} the page to go back to, once */
export function rememberedPage() {
  const kept = JSON.parse(localStorage.getItem(RETURN_TO) ?? "null");
  localStorage.removeItem(RETURN_TO);
  return kept && kept.until > Date.now() ? kept.page : null;
}
