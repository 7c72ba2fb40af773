/**
 * The REST API of Interview Storage for a browser. It needs nothing else: copy it.
 *
 *     const { saveInterview, listInterviews } = djangoClient({
 *       apiUrl: "https://interviews.example.com",
 *       accessToken: async () => (await supabase.auth.getSession()).data.session?.access_token,
 *     });
 *
 * An interview is kept in localStorage until the service has answered for it. What could not be
 * sent, because the network, the service or the page went away, is sent when a client is made
 * again, and when the browser is online again: under the idempotency key of the first attempt,
 * so that it is stored once.
 */

const UNSENT = "interview-storage.unsent.";
const ATTEMPTS = 4;
const FIRST_PAUSE = 500; // milliseconds; each further one is twice as long
const LONGEST_PAUSE = 10_000;
const PATIENCE = 30_000; // milliseconds for one attempt
const BUSY = [429, 502, 503, 504];

/**
 * @typedef {"Junior" | "Mid-level" | "Senior"} ExperienceLevel
 * @typedef {"Behavioral" | "Technical" | "System Design"} InterviewType
 * @typedef {{ role: "interviewer" | "user", content: string }} Message
 *
 * @typedef {object} FinishedInterview in the names that the frontend has for it
 * @property {string} jobRole
 * @property {string} experience
 * @property {string} interviewType
 * @property {{ role: string, content: string }[]} messages
 * @property {object} feedback
 * @property {number} questionCount
 *
 * @typedef {object} Feedback
 * @property {string[]} strengths
 * @property {string[]} areasForImprovement
 * @property {string[]} recommendations
 * @property {string} detailedFeedback
 *
 * @typedef {object} InterviewSummary
 * @property {string} id
 * @property {string | null} user_id
 * @property {string} job_role
 * @property {ExperienceLevel} experience_level
 * @property {InterviewType} interview_type
 * @property {Feedback & Record<string, unknown>} feedback
 * @property {number | null} overall_score
 * @property {number | null} communication_score
 * @property {number | null} technical_score
 * @property {number} question_count
 * @property {string} completed_at ISO 8601
 * @property {string} created_at ISO 8601
 * @property {{ where: string, snippet: string }[]} [matches] where a search found it
 *
 * @typedef {InterviewSummary & { conversation: Message[] }} Interview
 *
 * @typedef {{ data: Interview, warnings?: string[], claim_token?: string }} SavedInterview
 * @typedef {{ data: InterviewSummary[],
 *   pagination: { total: number, limit: number, next_cursor: string | null } }} InterviewPage
 *
 * @typedef {Record<string, string | number | string[] | null | undefined>} Filters
 *   the names of the API: search, interview_type, min_overall_score, ordering, cursor, …
 * @typedef {{ signal?: AbortSignal }} Options
 *
 * @typedef {object} Unsent
 * @property {string} key the idempotency key
 * @property {string | null} owner the user it belongs to; null: nobody was signed in
 * @property {string} body
 * @property {string} [refused] why the service will not take it
 *
 * @typedef {object} Configuration
 * @property {string} [apiUrl] where the service is; the page's own origin by default
 * @property {() => Promise<string | null | undefined>} [accessToken] of the signed-in person
 * @property {(saved: SavedInterview) => void} [onLateSave] told of each interview that was sent late
 */

/** An answer that is no success. `status` 0: there was no answer. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, message?: string, errors?: { field: string, message: string }[],
   *   request_id?: string }} body
   * @param {number} [wait] seconds after which to try again
   */
  constructor(status, body, wait = 0) {
    super(body.message ?? "The service cannot be reached just now.");
    this.name = "ApiError";
    this.status = status;
    this.code = body.code ?? "unreachable";
    this.errors = body.errors ?? [];
    this.requestId = body.request_id ?? "";
    this.wait = wait;
  }

  /** Whether the same request may succeed a little later. */
  get mayPass() {
    return this.status === 0 || BUSY.includes(this.status);
  }
}

/** @param {Configuration} [configuration] */
export function djangoClient({ apiUrl = "", accessToken = nobody, onLateSave = ignore } = {}) {
  /** @type {Set<string>} keys of what is on its way just now */
  const sending = new Set();
  const url = `${apiUrl.replace(/\/$/, "")}/api/interviews`;

  /**
   * @param {string} path
   * @param {RequestInit & { token?: string | null }} [request]
   * @returns {Promise<Response>}
   */
  async function once(path, { token, ...request } = {}) {
    const bearer = token === undefined ? await accessToken() : token;
    const headers = new Headers(request.headers);
    if (bearer) headers.set("Authorization", `Bearer ${bearer}`);
    const signals = [AbortSignal.timeout(PATIENCE), ...(request.signal ? [request.signal] : [])];
    const response = await fetch(url + path, {
      ...request,
      headers,
      signal: AbortSignal.any(signals),
    }).catch((error) => unreachable(error, request.signal));
    if (response.ok) return response;
    const body = await response.json().catch(() => ({}));
    throw new ApiError(response.status, body, Number(response.headers.get("Retry-After")));
  }

  /**
   * @param {string} path
   * @param {RequestInit & { token?: string | null }} [request]
   * @returns {Promise<Response>}
   */
  async function persistently(path, request = {}) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(path, request);
      } catch (error) {
        if (!(error instanceof ApiError) || !error.mayPass || attempt === ATTEMPTS) throw error;
        await pause(error.wait * 1000 || FIRST_PAUSE * 2 ** (attempt - 1), request.signal);
      }
    }
  }

  /**
   * @param {string} path
   * @param {RequestInit & { token?: string | null }} [request]
   */
  const json = async (path, request) => (await persistently(path, request)).json();

  /**
   * @param {Unsent} unsent
   * @returns {Promise<SavedInterview>}
   */
  async function send(unsent) {
    const token = unsent.owner ? await accessToken() : null;
    if (unsent.owner !== userOf(token)) throw new ApiError(0, { code: "somebody_else" });
    const headers = { "Content-Type": "application/json", "Idempotency-Key": unsent.key };
    sending.add(unsent.key);
    try {
      const answer = await json("/save", { method: "POST", headers, body: unsent.body, token });
      forget(unsent);
      return answer;
    } catch (error) {
      if (!isAboutTheClock(error)) throw error;
      return await send({ ...unsent, body: withoutTime(unsent.body) });
    } finally {
      sending.delete(unsent.key);
    }
  }

  /** @param {Unsent} unsent */
  async function sendLate(unsent) {
    try {
      onLateSave(await send(unsent));
    } catch (error) {
      if (isFinal(error)) keep({ ...unsent, refused: error.message });
    }
  }

  /**
   * Send what an earlier page could not. An interview goes to the person who saved it and to
   * nobody else: it waits until they are signed in again.
   */
  async function sendUnsent() {
    for (const unsent of unsentInterviews()) {
      if (!unsent.refused && !sending.has(unsent.key)) await sendLate(unsent);
    }
  }

  if (globalThis.window) {
    addEventListener("online", sendUnsent);
    sendUnsent();
  }

  return {
    sendUnsent,

    /**
     * Save a finished interview. Throws an ApiError: with `mayPass` the interview is kept and
     * will be sent later, else the service refused it and the message says why.
     * @param {FinishedInterview} interview
     * @param {string} [idempotencyKey] the same for every attempt at this interview
     */
    async saveInterview(interview, idempotencyKey = crypto.randomUUID()) {
      const owner = userOf(await accessToken());
      const unsent = { key: idempotencyKey, owner, body: JSON.stringify(inApiNames(interview)) };
      keep(unsent);
      return send(unsent).catch((error) => {
        if (isFinal(error)) forget(unsent);
        throw error;
      });
    },

    /**
     * @param {Filters} [filters]
     * @param {Options} [options]
     * @returns {Promise<InterviewPage>}
     */
    listInterviews: (filters, options) => json(`/list${query(filters)}`, options),

    /**
     * @param {string} id
     * @param {Options} [options]
     * @returns {Promise<{ data: Interview }>}
     */
    getInterview: (id, options) => json(`/${encodeURIComponent(id)}`, options),

    /**
     * Asked once: after a lost answer a second delete could only say that nothing is there.
     * @param {string} id
     */
    deleteInterview: async (id) =>
      (await once(`/${encodeURIComponent(id)}`, { method: "DELETE" })).json(),

    /**
     * Delete all of the signed-in person's interviews for good, if there are `expectedTotal`
     * (`total_interviews` of the statistics). Else a 409, and nothing is deleted. Asked once.
     * @param {number} expectedTotal
     * @returns {Promise<{ data: { deleted: number } }>}
     */
    deleteAllInterviews: async (expectedTotal) =>
      (await once(query({ expected_total: expectedTotal }), { method: "DELETE" })).json(),

    /** @param {Options} [options] */
    getStats: (options) => json("/stats", options),

    /**
     * @param {Filters} [filters]
     * @param {Options} [options]
     */
    getProgress: (filters, options) => json(`/progress${query(filters)}`, options),

    /**
     * @param {string[]} ids two to five
     * @param {Options} [options]
     */
    compareInterviews: (ids, options) => json(`/compare${query({ ids: ids.join(",") })}`, options),

    /**
     * @param {string} claimToken of the answer to a save without a token
     * @returns {Promise<{ data: Interview }>}
     */
    claimInterview: (claimToken) =>
      json("/claim", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ claim_token: claimToken }),
      }),

    /**
     * @param {string} id
     * @param {"pdf" | "md" | "json"} kind
     */
    exportInterview: async (id, kind) =>
      file(await persistently(`/${encodeURIComponent(id)}/export.${kind}`)),

    /**
     * @param {"csv" | "json"} kind
     * @param {Filters} [filters]
     */
    exportInterviews: async (kind, filters) =>
      file(await persistently(`/export.${kind}${query(filters)}`)),
  };
}

/** @returns {Unsent[]} what waits in this browser, refused interviews among them */
export function unsentInterviews() {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(UNSENT));
    return names.map((name) => JSON.parse(localStorage.getItem(name) ?? "null")).filter(Boolean);
  } catch {
    return []; // storage is switched off
  }
}

/** @param {Unsent} unsent */
function keep(unsent) {
  try {
    localStorage.setItem(UNSENT + unsent.key, JSON.stringify(unsent));
  } catch {
    // Storage is full or switched off: then there is this page's attempt and no other.
  }
}

/** @param {{ key: string }} unsent */
export function forget({ key }) {
  try {
    localStorage.removeItem(UNSENT + key);
  } catch {
    // Then it was not kept either.
  }
}

/** @param {unknown} error @returns {error is ApiError} whether another attempt is of no use */
function isFinal(error) {
  return error instanceof ApiError && !error.mayPass && error.status !== 401 && error.status < 500;
}

/** @param {FinishedInterview} interview */
function inApiNames(interview) {
  return {
    job_role: interview.jobRole,
    experience_level: interview.experience,
    interview_type: interview.interviewType,
    conversation: interview.messages,
    feedback: interview.feedback,
    question_count: interview.questionCount,
    // Now, and not when it arrives.
    completed_at: new Date().toISOString(),
  };
}

/** @param {unknown} error whether this machine's clock is so far ahead that nobody believes it */
function isAboutTheClock(error) {
  return error instanceof ApiError && error.errors.some(({ field }) => field === "completed_at");
}

/** @param {string} body */
function withoutTime(body) {
  const { completed_at, ...rest } = JSON.parse(body);
  return JSON.stringify(rest);
}

/** @param {Filters} [filters] */
function query(filters = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    for (const one of [value].flat()) {
      if (one !== null && one !== undefined && one !== "") parameters.append(name, String(one));
    }
  }
  return parameters.size ? `?${parameters}` : "";
}

/**
 * Whose token it is. Not verified: it only keeps one person's interviews out of another's hands.
 * @param {string | null | undefined} token
 * @returns {string | null}
 */
function userOf(token) {
  if (!token) return null;
  const payload = token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
  return JSON.parse(atob(payload)).sub;
}

/** @param {Response} response */
async function file(response) {
  const sent = response.headers.get("Content-Disposition") ?? "";
  const name = /filename="([^"]+)"/.exec(sent)?.[1] ?? "interviews";
  return { name, blob: await response.blob() };
}

/**
 * @param {unknown} error
 * @param {AbortSignal | null} [signal]
 * @returns {never}
 */
function unreachable(error, signal) {
  if (signal?.aborted) throw error;
  throw new ApiError(0, {});
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal | null} [signal]
 */
async function pause(milliseconds, signal) {
  await new Promise((done) => setTimeout(done, Math.min(milliseconds, LONGEST_PAUSE)));
  signal?.throwIfAborted();
}

/** @returns {Promise<null>} */
async function nobody() {
  return null;
}

/** @param {SavedInterview} _saved */
function ignore(_saved) {}
