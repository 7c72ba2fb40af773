/**
 * The signed-in person, by Supabase Auth. supabase-js keeps the session in localStorage, refreshes
 * it, and reads the tokens that a link in a mail brings.
 */

const RETURN_TO = "interview-storage.return-to";
const REMEMBERED_FOR = 3_600_000; // milliseconds, as Supabase's links in mails by default

/** @type {any} */
let auth;
/** @type {any} */
let session = null;
/** @type {(event: "in" | "out" | "recovery") => void} */
let onChange = () => {};

/**
 * Resolves when it is known whether somebody is signed in.
 * @param {{ supabaseUrl: string, supabaseKey: string }} config
 * @param {typeof onChange} listener told when somebody signs in or out, and when they must choose
 *   a new password
 */
export async function startSession(config, listener) {
  const url = new URL(config.supabaseUrl, location.origin).href;
  auth = /** @type {any} */ (globalThis).supabase.createClient(url, config.supabaseKey).auth;
  onChange = listener;
  await new Promise((resolve) =>
    auth.onAuthStateChange((/** @type {string} */ event, /** @type {any} */ current) => {
      setSession(event, current);
      resolve(undefined);
    }),
  );
}

/** @param {string} event of supabase-js @param {any} current */
function setSession(event, current) {
  const previousUser = session?.user.id;
  session = current;
  if (event === "PASSWORD_RECOVERY") onChange("recovery");
  else if (event !== "INITIAL_SESSION" && previousUser !== current?.user.id)
    onChange(current ? "in" : "out");
}

export const user = () => session?.user ?? null;

/** The access token, refreshed if it has expired. @returns {Promise<string | null>} */
export async function accessToken() {
  const { data } = await auth.getSession();
  return data.session?.access_token ?? null;
}

/** End the session in this browser because the service refused its token. */
export async function expire() {
  await auth.signOut({ scope: "local" });
  // signOut() sends no event if it fails before it has removed the session.
  if (session) setSession("SIGNED_OUT", null);
}

export const signOut = () => auth.signOut({ scope: "local" }).then(unwrap);

/** @param {string} email @param {string} password */
export const signIn = (email, password) =>
  auth.signInWithPassword({ email, password }).then(unwrap);

/**
 * Resolves to whether the person must confirm their e-mail address first.
 * @param {string} email
 * @param {string} password
 */
export async function signUp(email, password) {
  rememberPage();
  const options = { emailRedirectTo: currentPage() };
  const created = unwrap(await auth.signUp({ email, password, options }));
  return !created.session;
}

/** @param {string} email */
export function sendMagicLink(email) {
  rememberPage();
  const options = { emailRedirectTo: currentPage(), shouldCreateUser: false };
  return auth.signInWithOtp({ email, options }).then(unwrap);
}

/** @param {string} email */
export const sendPasswordReset = (email) =>
  auth.resetPasswordForEmail(email, { redirectTo: currentPage() }).then(unwrap);

/** @param {string} password */
export const changePassword = (password) => auth.updateUser({ password }).then(unwrap);

/** supabase-js returns errors. Here they are thrown. @param {{ data: any, error: any }} result */
function unwrap({ data, error }) {
  if (error) throw error;
  return data;
}

const currentPage = () => location.origin + location.pathname + location.search;

/** Supabase sends people to its site URL if it does not allow the page that was asked for. */
function rememberPage() {
  const page = location.pathname + location.search + location.hash;
  localStorage.setItem(RETURN_TO, JSON.stringify({ page, until: Date.now() + REMEMBERED_FOR }));
}

/** The page to return to after a link in a mail, once. @returns {string | null} */
export function rememberedPage() {
  const remembered = JSON.parse(localStorage.getItem(RETURN_TO) ?? "null");
  localStorage.removeItem(RETURN_TO);
  return remembered && remembered.until > Date.now() ? remembered.page : null;
}
