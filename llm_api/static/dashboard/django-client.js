/**
 * The REST API of Interview Storage for a browser. It needs nothing else: copy it.
 *
 *     const { saveInterview, startInterview, listInterviews } = djangoClient({
 *       apiUrl: "https://interviews.example.com",
 *       accessToken: async () => (await supabase.auth.getSession()).data.session?.access_token,
 *     });
 *
 * An interview is written to this browser before anything else happens, and stays there until the
 * service has stored it or the person discards it. What could not be sent is sent later, under the
 * idempotency key of the first attempt and as the person whose it is, so that it is stored once and
 * under nobody else's name. On a server, as in Next.js, nothing is kept.
 */

const UNSENT_PREFIX = "interview-storage.unsent.";
const UNSENT_FEEDBACK_PREFIX = "interview-storage.unsent-feedback.";
const UNFINISHED_PREFIX = "interview-storage.unfinished.";
const OPEN_PREFIX = "interview-storage.open.";
const PERSON = "interview-storage.person";
const CLAIMS = "interview-storage.claims";
const ATTEMPTS = "interview-storage.attempts";
const TAB = "interview-storage.tab";
const DATABASE = "interview-storage";
const OBJECT_STORE = "kept";

// Times are in milliseconds.
const MAX_ATTEMPTS = 4;
const FIRST_PAUSE = 500; // each further pause is twice as long
const LONGEST_PAUSE = 10_000;
const ATTEMPT_TIMEOUT = 30_000;
/** Characters of a body that a slow connection sends in a millisecond. */
const SLOWEST_UPLOAD = 10;
const RETRYABLE_STATUSES = [408, 425, 429, 502, 503, 504, 520, 521, 522, 523, 524];
/** A caller hears within this time that an interview is saved, or that it is kept. */
const CALLER_PATIENCE = 2_500;
const TOKEN_PATIENCE = 2_000;
/** After this time without an outcome `accessToken` is called again. */
const TOKEN_TIMEOUT = 30_000;
const DATABASE_PATIENCE = 1_000;
/** A long interview takes its time to read. */
const READING_PATIENCE = 10_000;
const FIRST_BACKGROUND_PAUSE = 5_000; // each further pause is twice as long
const LONGEST_BACKGROUND_PAUSE = 300_000;
/** Equal interviews that are saved within this time of each other are one interview. */
const DUPLICATE_WINDOW = 300_000;
/** So long this browser remembers claim tokens, and which interviews had a key of the frontend's. */
const MEMORY = 30 * 86_400_000;
const HEARTBEAT = 5_000;
/** Browsers run the timers of a hidden tab once a minute. */
const HEARTBEAT_LIFETIME = 75_000;

/**
 * @typedef {"Junior" | "Mid-level" | "Senior"} ExperienceLevel
 * @typedef {"Behavioral" | "Technical" | "System Design"} InterviewType
 * @typedef {{ role: "interviewer" | "user", content: string }} Message
 *
 * @typedef {object} InterviewSetup in the names that the frontend has for it
 * @property {string} jobRole
 * @property {string} experience
 * @property {string} interviewType
 *
 * @typedef {object} FinishedInterview in the names that the frontend has for it
 * @property {string} jobRole
 * @property {string} experience
 * @property {string} interviewType
 * @property {{ role: string, content: string }[]} messages
 * @property {object | null} [feedback] can be added later with `addFeedback`
 * @property {number} [questionCount] the interviewer's messages are counted by default
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
 * @property {Match[]} [matches] where a search found it
 *
 * @typedef {InterviewSummary & { conversation: Message[] }} Interview
 *
 * @typedef {{ data: Interview, warnings?: string[], claim_token?: string }} SavedInterview
 * @typedef {Pick<Interview, "id" | "user_id" | "job_role" | "experience_level" | "interview_type"
 *   | "completed_at">} ClaimPreview `user_id` is null, or that of the signed-in person
 *
 * @typedef {{ data: InterviewSummary[],
 *   pagination: { total: number, limit: number, next_cursor: string | null } }} InterviewPage
 *
 * @typedef {object} Point an interview of a progress; its scores are exact
 * @property {string} id
 * @property {string} completed_at ISO 8601
 * @property {string} job_role
 * @property {InterviewType} interview_type
 * @property {ExperienceLevel} experience_level
 * @property {number | null} overall_score
 * @property {number | null} communication_score
 * @property {number | null} technical_score
 * @property {Record<string, number>} competencies
 * @property {number | null} moving_average of this and up to two preceding overall scores
 *
 * @typedef {object} Stats scores are exact, averages have two decimals
 * @property {number} total_interviews
 * @property {number} total_questions
 * @property {number | null} average_overall_score
 * @property {number | null} average_communication_score
 * @property {number | null} average_technical_score
 * @property {number | null} best_overall_score
 * @property {number | null} latest_overall_score of the latest interview that has one
 * @property {string | null} first_completed_at ISO 8601
 * @property {string | null} last_completed_at ISO 8601
 * @property {TypeStats[]} by_interview_type
 * @property {LevelStats[]} by_experience_level
 * @property {CompetencyStats[]} competencies sorted by name
 *
 * @typedef {object} TypeStats
 * @property {number} total_interviews
 * @property {number | null} average_overall_score
 * @property {InterviewType} interview_type
 *
 * @typedef {object} LevelStats
 * @property {number} total_interviews
 * @property {number | null} average_overall_score
 * @property {ExperienceLevel} experience_level
 *
 * @typedef {object} CompetencyStats
 * @property {string} name
 * @property {number} average
 * @property {number} n interviews that have it
 *
 * @typedef {{ first: number, latest: number, difference: number, n: number }} Change
 * @typedef {object} Changes from the first to the latest interview that has the score
 * @property {Change | null} overall_score
 * @property {Change | null} communication_score
 * @property {Change | null} technical_score
 * @property {Record<string, Change | null>} competencies
 *
 * @typedef {{ early: number, late: number, difference: number, k: number, n: number }} Trend
 * @typedef {object} Trends of the first three that have the score against the last three
 * @property {Trend | null} overall_score
 * @property {Trend | null} communication_score
 * @property {Trend | null} technical_score
 * @property {Record<string, Trend | null>} competencies
 *
 * @typedef {object} Recurrence advice that at least two interviews share
 * @property {string} text
 * @property {number} count of interviews
 * @property {string} first_seen ISO 8601
 * @property {string} last_seen ISO 8601
 * @property {string[]} interview_ids
 *
 * @typedef {object} Progress
 * @property {number} n
 * @property {Point[]} points oldest first
 * @property {Changes} change
 * @property {Trends} trend
 * @property {{ strengths: Recurrence[], areas_for_improvement: Recurrence[] }} recurring
 *
 * @typedef {{ id: string, score: number | null, change: number | null }} ScoreStep
 * @typedef {object} ScoreSteps of each interview, oldest first
 * @property {ScoreStep[]} overall_score
 * @property {ScoreStep[]} communication_score
 * @property {ScoreStep[]} technical_score
 * @property {Record<string, ScoreStep[]>} competencies
 *
 * @typedef {{ kept: string[], gained: string[], lost: string[] }} StrengthsChange
 * @typedef {{ resolved: string[], persisting: string[], new: string[] }} AreasChange
 * @typedef {object} Comparison
 * @property {InterviewSummary[]} interviews oldest first
 * @property {ScoreSteps} scores
 * @property {StrengthsChange} strengths
 * @property {AreasChange} areas_for_improvement
 *
 * @typedef {object} Match a place where words of a search are
 * @property {string} where job_role, conversation.3, feedback.strengths.0, …
 * @property {string} snippet plain text, with an ellipsis where it was cut
 * @property {[number, number][]} ranges [start, end] of each word in the snippet, in code points:
 *   those of `Array.from(snippet)`
 *
 * @typedef {object} Filters the API's query parameters; null, "" and [] are left out
 * @property {string | null} [user_id] the signed-in person's own id; never needed
 * @property {string | null} [search] every word, and every "quoted phrase", must occur
 * @property {"everything" | "answers" | null} [search_in] answers: the user's messages alone
 * @property {string | null} [job_role] occurs in the job role
 * @property {string | string[] | null} [experience_level]
 * @property {string | string[] | null} [interview_type]
 * @property {string | number | null} [min_overall_score] inclusive
 * @property {string | number | null} [max_overall_score] inclusive
 * @property {string | null} [completed_after] ISO 8601, inclusive
 * @property {string | null} [completed_before] ISO 8601, exclusive
 * @property {string | null} [ordering] newest first by default
 * @property {string | number | null} [limit] rows of a page of the list
 * @property {string | null} [cursor] `next_cursor` of the page before
 *
 * @typedef {{ signal?: AbortSignal }} Options
 *
 * @typedef {object} NameOption
 * @property {string | null} [name] whose it is, up to 100 characters; shown in the PDF only
 *
 * @typedef {object} ZoneOption
 * @property {string | null} [time_zone] the IANA time zone of the dates in a file; UTC by default
 *
 * @typedef {{ field: string, message: string, code?: string }} FieldError
 *
 * @typedef {object} Refusal why the service did not take an interview
 * @property {number} status
 * @property {string} code
 * @property {string} message
 * @property {FieldError[]} errors
 *
 * @typedef {object} UnsentInterview
 * @property {string} key
 * @property {string | null} owner the id of its person; null if nobody was signed in
 * @property {boolean} own whether it is the signed-in person's, or nobody's. Show others to nobody
 * @property {string | null} savedAt ISO 8601; null where a former version did not note it
 * @property {Partial<FinishedInterview>} interview of feedback that came later: that alone
 * @property {string} [interviewId] of feedback that came later: the interview to which it belongs
 * @property {Refusal} [refused]
 * @property {"connection" | "sign-in" | "correction"} [waitingFor]
 *
 * @typedef {ReturnType<ReturnType<typeof djangoClient>["startInterview"]>} StartedInterview
 *
 * @typedef {{ id: string, claimToken: string, savedAt: string }} UnclaimedInterview
 * @typedef {object} Attempt at an interview
 * @property {string} id the key
 * @property {string} savedAt ISO 8601
 * @property {number} [content] a hash, where the frontend gave the key
 * @property {string} [interviewId] once it is stored
 * @property {string | null} [owner] once it is stored
 *
 * @typedef {object} Ownership whose an interview is, as far as that is known
 * @property {string | null} owner
 * @property {boolean} [ownerUnknown] `owner` is at most a presumption
 * @property {boolean} [somebody] a person is signed in, with whatever id
 *
 * @typedef {Ownership & { key: string, savedAt?: string, body: string, idempotencyKey?: string,
 *   refused?: Refusal | string, interviewId?: string, interviewKey?: string, claimToken?: string,
 *   replace?: boolean, revision?: number }} UnsentRecord as it is kept; `body` is JSON
 *
 * @typedef {Ownership & InterviewSetup & { key: string, messages: { role: string,
 *   content: string }[], startedAt: string, changedAt: string, revision?: number
 *   }} UnfinishedRecord as it is kept
 *
 * @typedef {{ token: string | null, user: string | null, readable: boolean }} TokenReading
 *
 * @typedef {object} Configuration
 * @property {string} [apiUrl] the address of the service; the page's own origin by default
 * @property {AccessToken} [accessToken] of the signed-in person
 * @property {(saved: SavedInterview) => void} [onLateSave] called for each interview that is saved
 *   after `saveInterview` has said that it is kept; with its `claim_token` if it is nobody's
 * @property {() => void} [onUnsentChange] called when `unsentInterviews` has other entries than
 *   before, or others are refused
 *
 * @typedef {() => Promise<string | null | undefined>} AccessToken
 * @typedef {RequestInit & { token?: string | null }} ApiRequest
 *   `token`: to be sent in the place of the current access token; null sends none
 */

/** A response that is no success, or none at all (`status` 0). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {{ code?: string, message?: string, errors?: FieldError[], request_id?: string }} body
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
    /** Whether the interview or feedback of this call is kept in this browser. */
    this.kept = false;
    /** Its key among the unsent interviews. */
    this.key = "";
  }

  /** Whether the same request may succeed a little later. */
  get mayPass() {
    return this.status === 0 || RETRYABLE_STATUSES.includes(this.status);
  }
}

/** @param {Configuration} [configuration] */
export function djangoClient({
  apiUrl = "",
  accessToken,
  onLateSave = ignore,
  onUnsentChange = ignore,
} = {}) {
  const session = new Session(accessToken);
  const requests = new Requests(apiUrl, session);
  const store = new BrowserStore();
  /** @type {BrowserMemory<UnclaimedInterview>} of what this browser saved for nobody */
  const claims = new BrowserMemory(CLAIMS);
  const outbox = new Outbox(requests, session, store, claims, { onLateSave, onUnsentChange });
  const unfinished = new UnfinishedInterviews(session, store, outbox);
  if (inBrowser()) outbox.start();

  return {
    /**
     * Save a finished interview. It is kept in this browser first. Throws an ApiError within three
     * seconds if it is not saved by then: with `mayPass` it is sent later, else the service refused
     * it and the message says why. `kept` says whether it is in this browser.
     * @param {FinishedInterview} interview
     * @param {string} [idempotencyKey] the same for every attempt at this interview. Without one,
     *   equal interviews within five minutes are one
     * @returns {Promise<SavedInterview>}
     */
    saveInterview: async (interview, idempotencyKey) =>
      outbox.save(interview, { key: idempotencyKey }),

    /**
     * Begin an interview whose messages are kept in this browser while it goes on.
     * @param {InterviewSetup} setup
     */
    startInterview: (setup) => unfinished.start(setup),

    /**
     * The interviews that a reload, a crash or a closed tab interrupted: the signed-in person's and
     * nobody's, without those that are open in another tab.
     */
    unfinishedInterviews: () => unfinished.list(),

    /**
     * Add the feedback of an interview that was saved without one. Kept and retried like a save.
     * @param {string} id of the interview, or its key
     * @param {object} feedback
     * @param {{ claimToken?: string, replace?: boolean }} [options] `claimToken`: of an interview
     *   that is nobody's, if this browser did not save it; `replace`: whatever feedback is there
     * @returns {Promise<SavedInterview>}
     */
    addFeedback: async (id, feedback, options) => outbox.addFeedback(id, feedback, options),

    /** What waits in this browser: unsent and refused interviews, and feedback. */
    unsentInterviews: () => outbox.list(),

    /** Try to send everything that waits and was not refused. */
    sendUnsent: () => outbox.sendUnsent(),

    /**
     * Send an unsent interview again, refused or not.
     * @param {string} key
     * @param {Partial<FinishedInterview>} [corrected] the fields to change
     * @returns {Promise<SavedInterview>}
     */
    resend: (key, corrected) => outbox.resend(key, corrected),

    /** Delete an unsent interview from this browser, for good. @param {string} key */
    discard: (key) => outbox.discard(key),

    /** To be called when the person signs out: what is saved after that is nobody's. */
    signedOut: () => outbox.signedOut(),

    /** What this browser saved without a token, and nobody has claimed through it. */
    unclaimedInterviews: () => claims.all(),

    /**
     * @param {Filters} [filters]
     * @param {Options} [options]
     * @returns {Promise<InterviewPage>}
     */
    listInterviews: (filters, options) => requests.json(`/list${query(filters)}`, options),

    /**
     * @param {string} id
     * @param {Options} [options]
     * @returns {Promise<{ data: Interview }>}
     */
    getInterview: (id, options) => requests.json(`/${encodeURIComponent(id)}`, options),

    /**
     * Never retried: if only the response was lost, a second attempt could but answer 404.
     * @param {string} id
     */
    deleteInterview: async (id) =>
      (await requests.once(`/${encodeURIComponent(id)}`, { method: "DELETE" })).json(),

    /**
     * Delete all of the signed-in person's interviews for good, if there are `expectedTotal`
     * (`total_interviews` of the statistics). Else a 409, and nothing is deleted. Never retried.
     * @param {number} expectedTotal
     * @returns {Promise<{ data: { deleted: number } }>}
     */
    deleteAllInterviews: async (expectedTotal) =>
      (await requests.once(query({ expected_total: expectedTotal }), { method: "DELETE" })).json(),

    /**
     * @param {Options} [options]
     * @returns {Promise<{ data: Stats }>}
     */
    getStats: (options) => requests.json("/stats", options),

    /**
     * @param {Filters} [filters]
     * @param {Options} [options]
     * @returns {Promise<{ data: Progress }>}
     */
    getProgress: (filters, options) => requests.json(`/progress${query(filters)}`, options),

    /**
     * @param {string[]} ids two to five
     * @param {Options} [options]
     * @returns {Promise<{ data: Comparison, warnings?: string[] }>}
     */
    compareInterviews: (ids, options) =>
      requests.json(`/compare${query({ ids: ids.join(",") })}`, options),

    /**
     * Which interview a claim token is for. An ApiError with status 404 if it can not be claimed.
     * @param {string} claimToken of the response to a save without a token
     * @param {Options} [options]
     * @returns {Promise<{ data: ClaimPreview }>}
     */
    previewClaim: (claimToken, options) => {
      const body = JSON.stringify({ claim_token: claimToken });
      return requests.json("/claim/preview", {
        method: "POST",
        headers: JSON_BODY,
        body,
        ...options,
      });
    },

    /**
     * @param {string} claimToken of the response to a save without a token
     * @returns {Promise<{ data: Interview }>}
     */
    claimInterview: async (claimToken) => {
      const body = JSON.stringify({ claim_token: claimToken });
      const claimed = await requests.json("/claim", { method: "POST", headers: JSON_BODY, body });
      claims.forget(({ claimToken: claim }) => claim === claimToken);
      return claimed;
    },

    /**
     * @param {string} id
     * @param {"pdf" | "md" | "json"} kind
     * @param {ZoneOption & NameOption & Options} [options]
     */
    exportInterview: async (id, kind, { signal, ...options } = {}) =>
      file(
        await requests.withRetries(`/${encodeURIComponent(id)}/export.${kind}${query(options)}`, {
          signal,
        }),
      ),

    /**
     * @param {"csv" | "json"} kind
     * @param {Filters & ZoneOption} [filters]
     * @param {Options} [options]
     */
    exportInterviews: async (kind, filters, options) =>
      file(await requests.withRetries(`/export.${kind}${query(filters)}`, options)),

    /**
     * A PDF of one or two pages.
     * @param {Filters} [filters] as of `getProgress`
     * @param {ZoneOption & NameOption & Options} [options]
     */
    exportProgress: async (filters, { signal, ...options } = {}) =>
      file(
        await requests.withRetries(`/progress.pdf${query({ ...filters, ...options })}`, { signal }),
      ),

    /**
     * A PDF of one or two pages.
     * @param {string[]} ids two to five
     * @param {ZoneOption & NameOption & Options} [options]
     */
    exportComparison: async (ids, { signal, ...options } = {}) =>
      file(
        await requests.withRetries(`/compare.pdf${query({ ids: ids.join(","), ...options })}`, {
          signal,
        }),
      ),
  };
}

const JSON_BODY = { "Content-Type": "application/json" };

// Requests ------------------------------------------------------------------------------

/** Requests to the API. All throw an ApiError for a response that is no success. */
class Requests {
  /** @param {string} apiUrl @param {Session} session */
  constructor(apiUrl, session) {
    this.url = `${apiUrl.replace(/\/$/, "")}/api/interviews`;
    this.session = session;
  }

  /** @param {string} path @param {ApiRequest} [request] @returns {Promise<Response>} */
  async once(path, { token, ...request } = {}) {
    const bearer = token === undefined ? await this.session.token() : token;
    const headers = new Headers(request.headers);
    if (bearer) headers.set("Authorization", `Bearer ${bearer}`);
    const uploading = String(request.body ?? "").length / SLOWEST_UPLOAD;
    const signal = withTimeout(ATTEMPT_TIMEOUT + Math.ceil(uploading), request.signal);
    const response = await fetch(this.url + path, { ...request, headers, signal }).catch((error) =>
      unreachable(error, request.signal),
    );
    if (response.ok) return response;
    throw new ApiError(response.status, await errorBody(response), retryAfter(response));
  }

  /** @param {string} path @param {ApiRequest} [request] @returns {Promise<Response>} */
  async withRetries(path, request = {}) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(path, request);
      } catch (error) {
        if (!(error instanceof ApiError) || !error.mayPass || attempt === MAX_ATTEMPTS) throw error;
        if (isOffline()) throw error;
        await pause(error.wait * 1000 || FIRST_PAUSE * 2 ** (attempt - 1), request.signal);
      }
    }
  }

  /** @param {string} path @param {ApiRequest} [request] */
  async json(path, request) {
    return (await this.withRetries(path, request)).json();
  }
}

/**
 * The error that a response tells of. A page of HTML is none of the service's: a proxy answered, or
 * the sign-in page of a hotel's network. Only a 413 is believed of them.
 * @param {Response} response
 */
async function errorBody(response) {
  const body = await response.json().catch(() => null);
  const fallback = body || response.status === 413 ? { code: "refused" } : {};
  return { message: `The service answered with status ${response.status}.`, ...fallback, ...body };
}

/** @param {Response} response @returns {number} seconds */
const retryAfter = (response) => Number(response.headers.get("Retry-After")) || 0;

/**
 * A signal that is aborted with `signal` or after that time.
 * @param {number} milliseconds
 * @param {AbortSignal | null} [signal]
 */
function withTimeout(milliseconds, signal) {
  const controller = new AbortController();
  for (const source of [AbortSignal.timeout(milliseconds), signal]) {
    if (source?.aborted) controller.abort(source.reason);
    source?.addEventListener("abort", () => controller.abort(source.reason), { once: true });
  }
  return controller.signal;
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

const isOffline = () => globalThis.navigator?.onLine === false;

/** Whether the service has judged the interview itself. @param {unknown} error @returns {error is ApiError} */
function isRefusal(error) {
  if (!(error instanceof ApiError) || error.mayPass || error.code === "unreachable") return false;
  return error.status >= 400 && error.status < 500 && error.status !== 401;
}

// Who is signed in ----------------------------------------------------------------------

const NOBODY = { token: null, user: null, readable: true };
const UNREADABLE = { token: null, user: null, readable: false };

/**
 * The signed-in person. A token that cannot be read now does not mean that nobody is signed in, so
 * the last person is remembered until `signedOut`.
 */
class Session {
  /** @param {AccessToken} [accessToken] */
  constructor(accessToken) {
    this.accessToken = accessToken;
    this.signOuts = 0;
    /** @type {string | null} who was signed in last, where that cannot be stored */
    this.person = null;
    /** @type {{ since: number, reading: Promise<TokenReading>, late: boolean } | null} */
    this.pending = null;
    /** @type {TokenReading | null} */
    this.lastReading = null;
    /** Called when a token arrives after its caller has given up waiting. */
    this.onLateToken = () => {};
  }

  /** The current access token. It takes as long as `accessToken` does. */
  async token() {
    const { signOuts } = this;
    const token = (await this.accessToken?.()) || null;
    const user = userOf(token);
    if (user && signOuts === this.signOuts && inBrowser()) this.remember(user);
    return token;
  }

  /** @param {string} user */
  remember(user) {
    this.person = writeLocal(PERSON, user) ? null : user;
  }

  /** The current access token, if it can be had soon. @returns {Promise<TokenReading>} */
  async read() {
    if (!this.accessToken) return NOBODY;
    const pending = this.pendingReading();
    const reading = await within(TOKEN_PATIENCE, pending.reading, () => {
      pending.late = true;
      return UNREADABLE;
    });
    this.lastReading = reading;
    return reading;
  }

  /** One call of `accessToken` at a time: supabase-js queues them behind one lock. */
  pendingReading() {
    if (this.pending && Date.now() - this.pending.since < TOKEN_TIMEOUT) return this.pending;
    const reading = this.token().then(tokenReading, () => UNREADABLE);
    const pending = { since: Date.now(), reading, late: false };
    this.pending = pending;
    reading.then(() => {
      if (this.pending === pending) this.pending = null;
      if (pending.late) this.onLateToken();
    });
    return pending;
  }

  /** Whose an interview is that is saved now. @returns {Ownership} */
  presumedOwner() {
    if (!this.accessToken) return { owner: null };
    const sessions = storedSessions();
    const remembered = this.person ?? readLocal(PERSON);
    const owner = sessions.length === 1 ? (sessions[0] ?? remembered) : remembered;
    return { owner, ownerUnknown: true, somebody: Boolean(owner || sessions.length) };
  }

  /** The id of the signed-in person, as far as it is known. */
  currentUser() {
    return this.lastReading?.user ?? this.presumedOwner().owner;
  }

  signedOut() {
    this.signOuts++;
    this.pending = null;
    this.lastReading = NOBODY;
    this.person = null;
    removeLocal(PERSON);
  }
}

/** @param {string | null} token @returns {TokenReading} */
function tokenReading(token) {
  const user = userOf(token);
  if (user) return { token, user, readable: true };
  return token ? UNREADABLE : NOBODY;
}

/**
 * The user of a token. It is not verified, as the service does that: here it only decides which
 * kept interviews are sent with this token.
 * @param {string | null | undefined} token
 * @returns {string | null}
 */
function userOf(token) {
  try {
    const payload = (token ?? "").split(".")[1].replace(/-/g, "+").replace(/_/g, "/");
    return JSON.parse(atob(payload)).sub ?? null;
  } catch {
    return null;
  }
}

/**
 * The users of the sessions that supabase-js keeps in this browser, also those that it cannot
 * refresh now; null where the user is not told, as in the cookies of @supabase/ssr.
 * @returns {(string | null)[]}
 */
function storedSessions() {
  const inStorage = localNames("sb-")
    .filter((name) => name.endsWith("-auth-token"))
    .map((name) => parsed(readLocal(name)))
    .filter(Boolean)
    .map((session) => session.user?.id ?? userOf(session.access_token));
  const hasCookie = /(^|; )sb-[^=;]+-auth-token(\.0)?=/.test(globalThis.document?.cookie ?? "");
  return hasCookie && !inStorage.length ? [null] : inStorage;
}

/**
 * Settle whose an interview is. What is presumed gives way to the token that was read for the very
 * call that saved it, and to no later one.
 * @param {Ownership} record is changed
 * @param {TokenReading} reading
 * @param {boolean} fresh whether the reading belongs to that call
 * @returns {boolean} whether it is settled by this
 */
function settleOwner(record, reading, fresh) {
  if (!record.ownerUnknown) return false;
  if (reading.user && (fresh || !record.owner)) record.owner = reading.user;
  else if (!record.owner && (!reading.readable || record.somebody)) return false;
  delete record.ownerUnknown;
  delete record.somebody;
  return true;
}

/** @param {Ownership} record */
const isNobodys = (record) => !record.owner && !record.ownerUnknown;

// Unsent interviews ---------------------------------------------------------------------

/**
 * @typedef {object} Recent an interview that this page has saved, or tried to
 * @property {UnsentRecord} record
 * @property {string} content
 * @property {unknown} messages the frontend's own array
 * @property {number} at
 * @property {boolean | Promise<boolean>} stored
 * @property {SavedInterview} [saved]
 */

/** Interviews and feedback on their way to the service. Each is kept until the service has it. */
class Outbox {
  /**
   * @param {Requests} requests
   * @param {Session} session
   * @param {BrowserStore} store
   * @param {BrowserMemory<UnclaimedInterview>} claims
   * @param {Required<Pick<Configuration, "onLateSave" | "onUnsentChange">>} listeners
   */
  constructor(requests, session, store, claims, listeners) {
    this.requests = requests;
    this.session = session;
    this.store = store;
    this.claims = claims;
    /** @type {BrowserMemory<Attempt>} */
    this.attempts = new BrowserMemory(ATTEMPTS);
    this.listeners = listeners;
    /** @type {Map<string, Promise<SavedInterview>>} by key */
    this.deliveries = new Map();
    /** @type {Map<string, number>} by key: how many callers still wait for the outcome */
    this.callers = new Map();
    /** @type {Map<string, Recent>} by key */
    this.recent = new Map();
    /** @type {Set<string>} the keys of what was saved or discarded in this page */
    this.gone = new Set();
    /** @type {string | null} the token that the service has answered with a 401 */
    this.rejectedToken = null;
    this.failures = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    this.pass = Promise.resolve();
  }

  /** Send what waits: now, and whenever it may succeed again. */
  start() {
    const wake = () => {
      this.failures = 0;
      this.sendAll();
    };
    this.session.onLateToken = wake;
    addEventListener("online", wake);
    globalThis.document?.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") wake();
    });
    this.sendUnsent();
  }

  /** Send what waits, and remember who is signed in: this is called when somebody has signed in. */
  sendUnsent() {
    this.session.read();
    return this.sendAll();
  }

  /**
   * @param {FinishedInterview} interview
   * @param {{ key?: string, ownership?: Ownership, completedAt?: string, replacing?: string }} options
   *   `replacing`: the name of the unfinished interview that this is
   * @returns {Promise<SavedInterview>}
   */
  save(interview, { key, ownership, completedAt, replacing }) {
    if (!inBrowser()) return this.saveFromServer(interview, key, completedAt);
    const content = toJson(inApiNames(interview));
    const earlier = this.sameInterview(interview, content, key);
    if (earlier) return this.outcomeOf(earlier);
    const kept = key && this.store.getNow(UNSENT_PREFIX + key);
    if (kept && contentOf(kept.body) === content) return this.report({ ...kept, key }, true);
    /** @type {UnsentRecord} */
    const record = {
      // A key that is given to two interviews must not overwrite the first of them here.
      ...(kept ? { key: newKey(), idempotencyKey: key } : { key: key || newKey() }),
      ...(ownership ?? this.session.presumedOwner()),
      savedAt: now(),
      body: toJson(inApiNames(interview, completedAt ?? this.firstAttempt(content, key))),
    };
    this.gone.delete(record.key);
    const stored = this.store.put(nameOf(record), record, replacing);
    const { messages } = interview;
    this.recent.set(record.key, { record, content, messages, at: Date.now(), stored });
    return this.report(record, stored);
  }

  /** @param {FinishedInterview} interview @param {string} [key] @param {string} [completedAt] */
  saveFromServer(interview, key, completedAt = now()) {
    const headers = { ...JSON_BODY, "Idempotency-Key": idempotencyKeyOf(key || newKey()) };
    const body = toJson(inApiNames(interview, completedAt));
    return this.requests.json("/save", { method: "POST", headers, body });
  }

  /**
   * When the interview was first given to this browser under the frontend's own key. Attempts on
   * later pages are replays for the service only if they name the same time.
   * @param {string} content
   * @param {string} [key]
   */
  firstAttempt(content, key) {
    if (!key) return now();
    const attempt = { id: key, content: hash(content), savedAt: now() };
    const earlier = this.attempts.get(key);
    if (earlier?.content === attempt.content) return earlier.savedAt;
    this.attempts.add(attempt);
    return attempt.savedAt;
  }

  /**
   * The same interview as an earlier call's: a double click, an effect that ran twice, another
   * attempt. Somebody who gives the same interview again later has two.
   * @param {FinishedInterview} interview
   * @param {string} content
   * @param {string} [key]
   */
  sameInterview({ messages }, content, key) {
    return [...this.recent.values()].find((recent) => {
      if (recent.content !== content) return false;
      if (key) return key === (recent.record.idempotencyKey ?? recent.record.key);
      const again = !recent.saved && recent.messages === messages;
      return again || Date.now() - recent.at < DUPLICATE_WINDOW;
    });
  }

  /** @param {Recent} recent */
  async outcomeOf(recent) {
    recent.at = Date.now();
    return recent.saved ?? this.report(recent.record, recent.stored);
  }

  /**
   * @param {string} id
   * @param {object} feedback
   * @param {{ claimToken?: string, replace?: boolean }} [options]
   */
  addFeedback(id, feedback, { claimToken, replace } = {}) {
    const body = toJson(feedback ?? {});
    if (!inBrowser()) return this.putFeedback({ body, interviewId: id, claimToken, replace });
    const interviewId = this.attempts.get(id)?.interviewId ?? id;
    const waits = interviewId === id && (this.recent.has(id) || this.store.has(UNSENT_PREFIX + id));
    const claim = claimToken ?? this.claims.get(interviewId)?.claimToken;
    /** @type {UnsentRecord} */
    const record = {
      key: newKey(),
      ...(claim ? { owner: null } : this.session.presumedOwner()),
      savedAt: now(),
      body,
      ...(waits ? { interviewKey: id } : { interviewId }),
      claimToken: claim,
      replace,
    };
    return this.report(record, this.store.put(nameOf(record), record));
  }

  /**
   * Resolves as the delivery does if that is soon; else tells the caller that it goes on.
   * @param {UnsentRecord} record
   * @param {boolean | Promise<boolean>} stored
   * @returns {Promise<SavedInterview>}
   */
  async report(record, stored) {
    const { key } = record;
    this.changed();
    this.callers.set(key, (this.callers.get(key) ?? 0) + 1);
    const delivery = Promise.resolve(stored).then(() => this.deliver(record, true));
    const goesOn = () => Promise.reject(new ApiError(0, {}));
    try {
      return await within(CALLER_PATIENCE, delivery, goesOn);
    } catch (error) {
      throw told(error, key, await stored);
    } finally {
      this.callers.set(key, (this.callers.get(key) ?? 1) - 1);
    }
  }

  /** Send a record, unless it is being sent. @param {UnsentRecord} record @param {boolean} fresh */
  deliver(record, fresh) {
    const { key } = record;
    const current = this.deliveries.get(key);
    if (current) return current;
    const delivery = this.attempt(record, fresh).finally(() => this.deliveries.delete(key));
    this.deliveries.set(key, delivery);
    return delivery;
  }

  /** @param {UnsentRecord} record @param {boolean} fresh */
  async attempt(record, fresh) {
    /** @type {string | null} */
    let token = null;
    try {
      token = await this.tokenFor(record, fresh);
      const saved = await this.send(record, token, fresh);
      await this.delivered(record, saved);
      return saved;
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.rejectedToken = token;
      if (isRefusal(error)) await this.refused(record, error);
      else this.tryLater();
      throw error;
    }
  }

  /**
   * The token to send a record with: its own person's, or none for what is nobody's.
   * @param {UnsentRecord} record
   * @param {boolean} fresh
   */
  async tokenFor(record, fresh) {
    if (isNobodys(record)) return null;
    const reading = await this.session.read();
    if (settleOwner(record, reading, fresh)) await this.store.put(nameOf(record), record);
    if (isNobodys(record)) return null;
    if (!reading.readable) throw new ApiError(0, TOKEN_UNREADABLE);
    const rejected = !fresh && reading.token === this.rejectedToken;
    if (!reading.user || reading.user !== record.owner || rejected)
      throw new ApiError(0, SIGN_IN_NEEDED);
    return reading.token;
  }

  /**
   * @param {UnsentRecord} record
   * @param {string | null} token
   * @param {boolean} fresh whether somebody waits for it
   * @returns {Promise<SavedInterview>}
   */
  async send(record, token, fresh) {
    if (record.interviewKey) throw new ApiError(0, INTERVIEW_UNSENT);
    if (record.interviewId) return this.sendFeedback(record, token, fresh);
    const key = idempotencyKeyOf(record.idempotencyKey ?? record.key);
    const headers = { ...JSON_BODY, "Idempotency-Key": key };
    return this.savedRow("/save", { method: "POST", headers, body: record.body, token }, fresh);
  }

  /**
   * Once somebody has claimed the interview, its claim token is of no use. If that is the person who
   * is signed in, the feedback is sent as theirs.
   * @param {UnsentRecord} record
   * @param {string | null} token
   * @param {boolean} fresh
   */
  async sendFeedback(record, token, fresh) {
    try {
      return await this.putFeedback(record, token, fresh);
    } catch (error) {
      const isClaimed = record.claimToken && error instanceof ApiError && error.status === 404;
      const person = isClaimed ? await this.session.read() : NOBODY;
      if (!person.user) throw error;
      return this.putFeedback({ ...record, claimToken: undefined }, person.token, fresh);
    }
  }

  /**
   * @param {Partial<UnsentRecord>} record
   * @param {string | null} [token]
   * @param {boolean} [fresh]
   */
  putFeedback({ body = "{}", interviewId = "", claimToken, replace }, token, fresh = true) {
    const path = `/${encodeURIComponent(interviewId)}/feedback${replace ? "?replace=true" : ""}`;
    const request = { method: "PUT", headers: JSON_BODY };
    if (!claimToken) return this.savedRow(path, { ...request, body, token }, fresh);
    const claimed = `{"claim_token":${JSON.stringify(claimToken)},"feedback":${body}}`;
    return this.savedRow(path, { ...request, body: claimed, token: null }, fresh);
  }

  /**
   * The response, if it is the service's own: the sign-in page of a network answers 200, too.
   * @param {string} path
   * @param {ApiRequest} request
   * @param {boolean} fresh
   * @returns {Promise<SavedInterview>}
   */
  async savedRow(path, request, fresh) {
    const response = await (fresh
      ? this.requests.withRetries(path, request)
      : this.requests.once(path, request));
    const saved = await response.json().catch(() => null);
    if (!saved?.data?.id) throw new ApiError(0, {});
    return saved;
  }

  /** @param {UnsentRecord} record @param {SavedInterview} saved */
  async delivered(record, saved) {
    this.failures = 0;
    this.gone.add(record.key);
    if (saved.claim_token)
      this.claims.add({ id: saved.data.id, claimToken: saved.claim_token, savedAt: now() });
    const recent = this.recent.get(record.key);
    if (recent) recent.saved = saved;
    if (!record.interviewId) await this.remember(record, saved.data.id);
    await this.store.remove(nameOf(record));
    if (!this.callers.get(record.key)) queueMicrotask(() => this.listeners.onLateSave(saved));
    this.changed();
  }

  /** Let feedback find the interview by its key. @param {UnsentRecord} interview @param {string} interviewId */
  async remember({ key, owner = null }, interviewId) {
    const attempt = this.attempts.get(key);
    this.attempts.add({ savedAt: now(), ...attempt, id: key, interviewId, owner });
    const records = await this.records();
    if (records.some(({ interviewKey }) => interviewKey === key)) this.sendAll();
  }

  /** @param {UnsentRecord} record @param {ApiError} error */
  async refused(record, { status, code, message, errors }) {
    if (this.gone.has(record.key)) return;
    record.refused = { status, code, message, errors };
    await this.store.put(nameOf(record), record);
    this.changed();
  }

  /** A listener that fails stops nothing here. */
  changed() {
    queueMicrotask(this.listeners.onUnsentChange);
  }

  tryLater() {
    if (this.timer || !inBrowser()) return;
    const wait = FIRST_BACKGROUND_PAUSE * 2 ** this.failures++;
    this.timer = timer(Math.min(wait, LONGEST_BACKGROUND_PAUSE), () => {
      this.timer = undefined;
      this.sendAll();
    });
  }

  /** Send what waits, one after the other. Resolves when all has been tried. */
  sendAll() {
    this.pass = this.pass.catch(ignore).then(() => this.sendEach());
    return this.pass;
  }

  async sendEach() {
    for (const record of await this.records()) {
      if (record.refused || this.gone.has(record.key)) continue;
      if (record.interviewKey && !(await this.followInterview(record))) continue;
      const error = await this.deliver(record, false).then(ignore, (reason) => reason);
      if (error?.code === "unreachable") return;
    }
  }

  /**
   * Let feedback go whose interview has been stored, in this tab or another one.
   * @param {UnsentRecord} record
   * @returns {Promise<boolean>} whether it has
   */
  async followInterview(record) {
    const { interviewId, owner } = this.attempts.get(record.interviewKey ?? "") ?? {};
    if (!interviewId) return false;
    const { claimToken } = this.claims.get(interviewId) ?? {};
    Object.assign(record, { interviewId, interviewKey: undefined });
    if (owner || claimToken) Object.assign(record, { owner, claimToken, ownerUnknown: undefined });
    await this.store.put(nameOf(record), record);
    return true;
  }

  /** @returns {Promise<UnsentRecord[]>} */
  async records() {
    const interviews = await this.store.all(UNSENT_PREFIX);
    return [...interviews, ...(await this.store.all(UNSENT_FEEDBACK_PREFIX))];
  }

  /** Whether a save of this page is kept. @param {string} key */
  async keeps(key) {
    return Boolean(await this.recent.get(key)?.stored);
  }

  /** @returns {Promise<UnsentInterview[]>} */
  async list() {
    const records = await this.records();
    if (records.some(({ owner }) => owner)) await this.session.read();
    return records.map((record) => this.described(record));
  }

  /** @param {UnsentRecord} record @returns {UnsentInterview} */
  described(record) {
    const { key, owner = null, savedAt, interviewId, interviewKey, refused } = record;
    const body = parsed(record.body);
    const isFeedback = interviewId || interviewKey;
    return {
      key,
      owner,
      own: !owner || owner === this.session.currentUser(),
      savedAt: savedAt ?? body?.completed_at ?? null,
      interview: isFeedback ? { feedback: body } : inFrontendNames(body ?? {}),
      ...(isFeedback && { interviewId: interviewId ?? "" }),
      ...(refused && { refused: asRefusal(refused) }),
      waitingFor: refused ? "correction" : this.waitsForSignIn(record) ? "sign-in" : "connection",
    };
  }

  /** @param {UnsentRecord} record */
  waitsForSignIn({ owner, somebody }) {
    const { token, user, readable } = this.session.lastReading ?? UNREADABLE;
    if (!owner) return Boolean(somebody && readable && !user);
    if (user) return user !== owner || token === this.rejectedToken;
    if (readable) return !storedSessions().includes(owner);
    return this.session.presumedOwner().owner !== owner;
  }

  /** @param {string} key @param {Partial<FinishedInterview>} [corrected] */
  async resend(key, corrected) {
    await this.deliveries.get(key)?.catch(ignore);
    const { refused, ...record } = await this.find(key);
    if (corrected) record.body = correctedBody(record, corrected);
    if (asRefusal(refused)?.code === "idempotency_key_reused") record.idempotencyKey = newKey();
    this.recent.delete(key);
    return this.report(record, this.store.put(nameOf(record), record));
  }

  /** @param {string} key */
  async find(key) {
    const found = (await this.records()).find((record) => record.key === key);
    if (!found) throw new ApiError(404, NOT_KEPT);
    return found;
  }

  /** @param {string} key */
  async discard(key) {
    const records = await this.records();
    for (const record of records.filter((one) => one.key === key || one.interviewKey === key)) {
      this.gone.add(record.key);
      this.recent.delete(record.key);
      await this.store.remove(nameOf(record));
    }
    this.changed();
  }

  signedOut() {
    this.session.signedOut();
    this.recent.clear();
  }
}

const TOKEN_UNREADABLE = {
  code: "token_unreadable",
  message: "It cannot be found out just now who is signed in.",
};
const SIGN_IN_NEEDED = { code: "sign_in_needed", message: "Sign in again to send this interview." };
const INTERVIEW_UNSENT = {
  code: "interview_unsent",
  message: "The feedback is sent after its interview, which could not be sent yet.",
};
const NOT_KEPT = { code: "not_kept", message: "No such interview is kept in this browser." };

/** @param {UnsentRecord} record */
const nameOf = ({ key, interviewId, interviewKey }) =>
  (interviewId || interviewKey ? UNSENT_FEEDBACK_PREFIX : UNSENT_PREFIX) + key;

/** An error for the caller of a save. @param {unknown} error @param {string} key @param {boolean} kept */
function told(error, key, kept) {
  return error instanceof ApiError ? Object.assign(error, { key, kept }) : error;
}

/** A former version kept the message alone. @param {Refusal | string | undefined} refused */
const asRefusal = (refused) =>
  typeof refused === "string"
    ? { status: 400, code: "refused", message: refused, errors: [] }
    : refused;

// Unfinished interviews -----------------------------------------------------------------

/** Interviews that go on, and those that were interrupted. */
class UnfinishedInterviews {
  /** @param {Session} session @param {BrowserStore} store @param {Outbox} outbox */
  constructor(session, store, outbox) {
    this.session = session;
    this.store = store;
    this.outbox = outbox;
    this.openInterviews = new OpenInterviews();
    /** @type {Map<string, OngoingInterview>} those that go on in this page, by key */
    this.ongoing = new Map();
  }

  /** @param {InterviewSetup} setup */
  start({ jobRole, experience, interviewType }) {
    const ownership = this.session.presumedOwner();
    const times = { startedAt: now(), changedAt: now() };
    const setup = { jobRole, experience, interviewType };
    return new OngoingInterview(
      { key: newKey(), ...ownership, ...setup, messages: [], ...times },
      this,
      true,
    );
  }

  /** @returns {Promise<OngoingInterview[]>} the latest first */
  async list() {
    const records = await this.store.all(UNFINISHED_PREFIX);
    const finished = new Set((await this.outbox.records()).map(({ key }) => key));
    const elsewhere = await this.openInterviews.elsewhere();
    if (records.some(({ owner }) => owner)) await this.session.read();
    const user = this.session.currentUser();
    return records
      .filter(({ key, owner }) => !finished.has(key) && (!owner || owner === user))
      .filter(({ key }) => this.ongoing.has(key) || !elsewhere.has(key))
      .sort((one, other) => (one.changedAt < other.changedAt ? 1 : -1))
      .map((record) => this.ongoing.get(record.key) ?? new OngoingInterview(record, this, false));
  }
}

/** An interview that goes on. Each message is kept in this browser when it is said. */
class OngoingInterview {
  /**
   * @param {UnfinishedRecord} record
   * @param {UnfinishedInterviews} unfinished
   * @param {boolean} started whether it was started in this page, not interrupted before
   */
  constructor(record, unfinished, started) {
    /** @private */
    this.record = record;
    /** @private */
    this.unfinished = unfinished;
    /** @private */
    this.goesOn = started;
    /** @private @type {boolean | Promise<boolean>} */
    this.stored = true;
    /** @private @type {object | null | undefined} */
    this.feedback = undefined;
    this.isFinished = false;
    if (started && inBrowser()) this.settleOwner();
  }

  get key() {
    return this.record.key;
  }
  /** The id of the person whose it is; null if nobody is signed in, or before that is known. */
  get owner() {
    return this.record.owner;
  }
  get jobRole() {
    return this.record.jobRole;
  }
  get experience() {
    return this.record.experience;
  }
  get interviewType() {
    return this.record.interviewType;
  }
  get messages() {
    return [...this.record.messages];
  }
  /** ISO 8601 */
  get startedAt() {
    return this.record.startedAt;
  }
  /** ISO 8601: when something was said last */
  get changedAt() {
    return this.record.changedAt;
  }

  /**
   * Add what somebody said, and keep it. Resolves to whether this browser could keep it; there is
   * no need to wait for that.
   * @param {{ role: string, content: string }} message
   * @returns {Promise<boolean>}
   */
  async say(message) {
    if (this.isFinished) throw new Error("This interview is finished.");
    this.separateFromOthers();
    this.record.messages.push({ ...message });
    this.record.changedAt = now();
    this.stored = this.unfinished.store.put(this.name, this.record);
    this.goesOn = true;
    this.unfinished.ongoing.set(this.key, this);
    this.unfinished.openInterviews.hold(this.key);
    return this.stored;
  }

  /**
   * Save the interview, as `saveInterview` does. Feedback that is not there yet can be given to a
   * second call.
   * @param {object | null} [feedback]
   * @param {number} [questionCount] the interviewer's messages are counted by default
   * @returns {Promise<SavedInterview>}
   */
  async finish(feedback, questionCount) {
    const { store, outbox } = this.unfinished;
    if (this.isFinished && feedback && toJson(feedback) !== toJson(this.feedback ?? null)) {
      return outbox.addFeedback(this.key, feedback);
    }
    if (!this.isFinished) this.feedback = feedback;
    const outcome = outbox.save(this.finished(questionCount), {
      key: this.key,
      ownership: this.record.owner ? ownershipOf(this.record) : undefined,
      completedAt: this.goesOn ? now() : this.record.changedAt,
      replacing: this.name,
    });
    outcome.catch(ignore); // The caller hears of it after the next line.
    this.close();
    if (await outbox.keeps(this.key)) await store.remove(this.name);
    return outcome;
  }

  /** Delete it from this browser, for good. */
  async discard() {
    this.close();
    await this.unfinished.store.remove(this.name);
  }

  /** @private */
  get name() {
    return UNFINISHED_PREFIX + this.key;
  }

  /** @private */
  close() {
    this.isFinished = true;
    this.unfinished.ongoing.delete(this.key);
    this.unfinished.openInterviews.release(this.key);
  }

  /** @private @param {number} [questionCount] */
  finished(questionCount) {
    const { jobRole, experience, interviewType, messages } = this.record;
    return { jobRole, experience, interviewType, messages, feedback: this.feedback, questionCount };
  }

  /**
   * If another tab went on with the same interrupted interview, or finished it, go on under a key
   * of its own, so that neither loses what the other was told.
   * @private
   */
  separateFromOthers() {
    const { revision } = this.record;
    const { store, openInterviews } = this.unfinished;
    if (!revision || store.isInDatabase(this.name)) return;
    if (store.getNow(this.name)?.revision === revision) return;
    openInterviews.release(this.key);
    this.unfinished.ongoing.delete(this.key);
    this.record = { ...this.record, key: newKey(), revision: undefined };
  }

  /** @private */
  async settleOwner() {
    const reading = await this.unfinished.session.read();
    const settled = settleOwner(this.record, reading, true);
    if (settled && this.record.revision && !this.isFinished) {
      this.stored = this.unfinished.store.put(this.name, this.record);
    }
  }
}

/** @param {Ownership} record @returns {Ownership} */
const ownershipOf = ({ owner, ownerUnknown, somebody }) => ({ owner, ownerUnknown, somebody });

/** Which interviews are open in a living tab: by Web Locks, or by heartbeats without them. */
class OpenInterviews {
  constructor() {
    this.locks = inBrowser() ? globalThis.navigator?.locks : undefined;
    /** @type {Map<string, () => void>} what ends the hold, by key */
    this.held = new Map();
  }

  /** @param {string} key */
  hold(key) {
    if (this.held.has(key) || !inBrowser()) return;
    this.held.set(key, this.locks ? ignore : heartbeat(key));
    const granted = () =>
      this.held.has(key) && new Promise((release) => this.held.set(key, () => release(true)));
    this.locks?.request(OPEN_PREFIX + key, granted).catch(ignore);
  }

  /** @param {string} key */
  release(key) {
    this.held.get(key)?.();
    this.held.delete(key);
  }

  /** The keys of those that are open, in this tab only with Web Locks. @returns {Promise<Set<string>>} */
  async elsewhere() {
    const held = await this.locks?.query().catch(() => ({ held: [] }));
    const names = held ? (held.held ?? []).map(({ name }) => name ?? "") : otherHeartbeats();
    return new Set(names.map((name) => name.slice(OPEN_PREFIX.length)));
  }
}

/** Say every few seconds that an interview is open. @param {string} key @returns {() => void} what ends it */
function heartbeat(key) {
  const name = OPEN_PREFIX + key;
  const beat = () => writeLocal(name, JSON.stringify({ at: Date.now(), tab: tabId() }));
  const leave = () => removeLocal(name);
  beat();
  const beating = setInterval(beat, HEARTBEAT);
  addEventListener("pagehide", leave);
  return () => {
    clearInterval(beating);
    removeEventListener("pagehide", leave);
    leave();
  };
}

/** The names of the heartbeats of other tabs. A tab that crashed and is back is no other tab. */
function otherHeartbeats() {
  return localNames(OPEN_PREFIX).filter((name) => {
    const beat = parsed(readLocal(name));
    return beat?.tab !== tabId() && Date.now() - beat?.at < HEARTBEAT_LIFETIME;
  });
}

/** An id that a tab keeps through reloads and crashes. @returns {string} */
function tabId() {
  try {
    const id = sessionStorage.getItem(TAB) ?? newKey();
    sessionStorage.setItem(TAB, id);
    return id;
  } catch {
    return "";
  }
}

// What this browser keeps ---------------------------------------------------------------

/**
 * Records by name: in localStorage, which is written at once; in IndexedDB where one does not fit;
 * in memory, so only for this page, where the browser can store neither.
 */
class BrowserStore {
  constructor() {
    /** @type {Map<string, any>} */
    this.memory = new Map();
    /** @type {Set<string>} */
    this.databaseNames = new Set();
    /** @type {Promise<IDBDatabase | null> | null} */
    this.opening = null;
    this.opensSlowly = false;
  }

  /**
   * @param {string} name
   * @param {{ revision?: number }} record
   * @param {string} [replacing] the name of what may give way to it
   * @returns {boolean | Promise<boolean>} whether it survives this page
   */
  put(name, record, replacing) {
    if (!inBrowser()) return false;
    record.revision = Math.max(Date.now(), (record.revision ?? 0) + 1);
    const text = toJson(record);
    if (writeLocal(name, text) || replaceLocal(replacing, name, text)) {
      this.memory.delete(name);
      if (this.isInDatabase(name)) this.removeFromDatabase(name);
      return true;
    }
    this.memory.set(name, record);
    return this.putInDatabase(name, text);
  }

  /** @param {string} name @param {string} text */
  async putInDatabase(name, text) {
    const done = await this.transaction("readwrite", (kept) => kept.put(text, name));
    if (done === undefined) return false;
    this.databaseNames.add(name);
    removeLocal(name); // an earlier, smaller version
    if (toJson(this.memory.get(name) ?? null) === text) this.memory.delete(name);
    return true;
  }

  /** A record that is no further away than localStorage. @param {string} name */
  getNow(name) {
    return this.memory.get(name) ?? parsed(readLocal(name));
  }

  /** @param {string} name */
  isInDatabase(name) {
    return this.databaseNames.has(name);
  }

  /** @param {string} name */
  has(name) {
    return Boolean(this.getNow(name)) || this.isInDatabase(name);
  }

  /** All whose names begin with `prefix`, oldest first. @param {string} prefix @returns {Promise<any[]>} */
  async all(prefix) {
    if (!inBrowser()) return [];
    const inDatabase = await this.allInDatabase(prefix);
    const inStorage = localNames(prefix).map((name) => [name, parsed(readLocal(name))]);
    const inMemory = [...this.memory].filter(([name]) => name.startsWith(prefix));
    const newest = new Map();
    for (const [name, record] of [...inDatabase, ...inStorage, ...inMemory]) {
      if (!record || record.revision < newest.get(name)?.revision) continue;
      newest.set(name, { ...record, key: name.slice(prefix.length) });
    }
    return [...newest.values()].sort((one, other) => (one.revision ?? 0) - (other.revision ?? 0));
  }

  /** @param {string} prefix @returns {Promise<[string, any][]>} */
  async allInDatabase(prefix) {
    const range = () => IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    const names = (await this.transaction("readonly", (kept) => kept.getAllKeys(range()))) ?? [];
    const texts = (await this.transaction("readonly", (kept) => kept.getAll(range()))) ?? [];
    for (const name of names) this.databaseNames.add(String(name));
    return names.map((name, i) => [String(name), parsed(texts[i])]);
  }

  /** @param {string} name */
  async remove(name) {
    if (!inBrowser()) return;
    removeLocal(name);
    this.memory.delete(name);
    await this.removeFromDatabase(name);
  }

  /** @param {string} name */
  async removeFromDatabase(name) {
    this.databaseNames.delete(name);
    await this.transaction("readwrite", (kept) => kept.delete(name));
  }

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(kept: IDBObjectStore) => IDBRequest<T>} action
   * @returns {Promise<T | null | undefined>} undefined without a database, or where it failed
   */
  async transaction(mode, action) {
    const database = await this.database();
    if (!database) return undefined;
    const patience = mode === "readonly" ? READING_PATIENCE : DATABASE_PATIENCE;
    return within(patience, completed(database, mode, action), () => undefined);
  }

  /** The database, if it opens soon. One that is slow is waited for once, and used when it is open. */
  database() {
    this.opening ??= openDatabase();
    return within(this.opensSlowly ? 0 : DATABASE_PATIENCE, this.opening, () => {
      this.opensSlowly = true;
      return null;
    });
  }
}

/** @returns {Promise<IDBDatabase | null>} null where there is none */
function openDatabase() {
  return new Promise((resolve) => {
    try {
      const opening = indexedDB.open(DATABASE);
      opening.onupgradeneeded = () => opening.result.createObjectStore(OBJECT_STORE);
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => resolve(null);
    } catch {
      resolve(null); // The browser denies access to it, or has none.
    }
  });
}

/**
 * @template T
 * @param {IDBDatabase} database
 * @param {IDBTransactionMode} mode
 * @param {(kept: IDBObjectStore) => IDBRequest<T>} action
 * @returns {Promise<T | null | undefined>} null for an action without a result
 */
function completed(database, mode, action) {
  return new Promise((resolve) => {
    try {
      const transaction = database.transaction(OBJECT_STORE, mode);
      const request = action(transaction.objectStore(OBJECT_STORE));
      // A full disk aborts the transaction after its request has succeeded.
      transaction.oncomplete = () => resolve(request.result ?? null);
      transaction.onabort = () => resolve(undefined);
    } catch {
      resolve(undefined); // The connection was closed.
    }
  });
}

/**
 * What this browser remembers for thirty days, one entry of each id: in localStorage, or in memory
 * where it cannot be stored.
 * @template {{ id: string, savedAt: string }} Entry
 */
class BrowserMemory {
  /** @param {string} name */
  constructor(name) {
    this.name = name;
    /** @type {Entry[] | null} */
    this.unstored = null;
  }

  /** @returns {Entry[]} */
  all() {
    const oldest = Date.now() - MEMORY;
    const kept = this.unstored ?? parsed(readLocal(this.name));
    /** @type {Entry[]} */
    const entries = Array.isArray(kept) ? kept : [];
    return entries.filter(({ savedAt }) => Date.parse(savedAt) > oldest);
  }

  /** @param {string} id */
  get(id) {
    return this.all().find((entry) => entry.id === id);
  }

  /** @param {Entry} entry */
  add(entry) {
    this.keep([...this.all().filter(({ id }) => id !== entry.id), entry]);
  }

  /** @param {(entry: Entry) => boolean} which */
  forget(which) {
    this.keep(this.all().filter((entry) => !which(entry)));
  }

  /** @private @param {Entry[]} entries */
  keep(entries) {
    this.unstored = writeLocal(this.name, JSON.stringify(entries)) ? null : entries;
  }
}

/**
 * Whether this is a page. A server has no window, or one that is not the global object, and must
 * keep nothing of a person; Node has a localStorage of its own since version 25.
 */
const inBrowser = () => globalThis.window === globalThis;

/** @param {string} name @returns {string | null} */
function readLocal(name) {
  try {
    return inBrowser() ? localStorage.getItem(name) : null;
  } catch {
    return null; // The browser denies access to its storage.
  }
}

/** @param {string} name @param {string} text @returns {boolean} whether it is stored */
function writeLocal(name, text) {
  try {
    if (inBrowser()) localStorage.setItem(name, text);
    return inBrowser();
  } catch {
    return false; // The storage is full or denied.
  }
}

/** Store a text in another one's place, or leave that as it was. @param {string | undefined} old @param {string} name @param {string} text */
function replaceLocal(old, name, text) {
  const oldText = old && readLocal(old);
  if (!oldText) return false;
  removeLocal(old);
  return writeLocal(name, text) || !writeLocal(old, oldText);
}

/** @param {string} name */
function removeLocal(name) {
  try {
    if (inBrowser()) localStorage.removeItem(name);
  } catch {
    // The browser denies access to its storage, so that nothing was kept.
  }
}

/** @param {string} prefix @returns {string[]} */
function localNames(prefix) {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(prefix));
  } catch {
    return []; // The browser denies access to its storage.
  }
}

/** The object that a JSON text holds, or null. @param {string | null | undefined} text */
function parsed(text) {
  try {
    const value = JSON.parse(text ?? "null");
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

// The body of a save --------------------------------------------------------------------

/** @param {FinishedInterview} interview @param {string} [completedAt] */
function inApiNames(interview, completedAt) {
  return {
    job_role: interview.jobRole,
    experience_level: interview.experience,
    interview_type: interview.interviewType,
    conversation: interview.messages,
    feedback: interview.feedback ?? {},
    question_count: interview.questionCount ?? countQuestions(interview.messages),
    // The service would take the moment at which the interview arrives.
    completed_at: completedAt,
  };
}

/** @param {Record<string, any>} body @returns {FinishedInterview} */
function inFrontendNames(body) {
  return {
    jobRole: body.job_role,
    experience: body.experience_level,
    interviewType: body.interview_type,
    messages: body.conversation,
    feedback: body.feedback,
    questionCount: body.question_count,
  };
}

/** @param {{ role: string }[]} [messages] */
const countQuestions = (messages = []) =>
  messages.filter(({ role }) => role !== "user" && role !== "candidate").length;

/** @param {UnsentRecord} record @param {Partial<FinishedInterview>} corrected */
function correctedBody(record, corrected) {
  if (record.interviewId || record.interviewKey) return toJson(corrected.feedback ?? {});
  const body = parsed(record.body) ?? {};
  const interview = { ...inFrontendNames(body), ...corrected };
  return toJson({ ...body, ...inApiNames(interview, body.completed_at) });
}

/** What makes two interviews equal. @param {string} body */
const contentOf = (body) => JSON.stringify({ ...JSON.parse(body), completed_at: undefined });

/** A key as the service takes it: up to 255 visible ASCII characters. @param {string} key */
function idempotencyKeyOf(key) {
  const ascii = wellFormed(key).replace(/[^!-~]+/gu, encodeURIComponent);
  return ascii.length > 255 ? ascii.slice(0, 240) + hash(ascii) : ascii;
}

/** A number of 32 bits that differs for different texts, almost always. @param {string} text */
const hash = (text) =>
  Array.from(text).reduce((sum, char) => (Math.imul(sum, 31) + (char.codePointAt(0) ?? 0)) | 0, 0);

/** JSON that the service and its database can store. @param {unknown} value @returns {string} */
const toJson = (value) => JSON.stringify(value, storable);

/** @param {string} _key @param {any} value */
function storable(_key, value) {
  if (typeof value === "string") return wellFormed(value);
  if (typeof value === "bigint") return String(value);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [wellFormed(key), part]));
}

/** Half of a surrogate pair becomes U+FFFD, as in String.prototype.toWellFormed; NUL is left out. @param {string} text */
const wellFormed = (text) => text.replaceAll("\0", "").replace(/\p{Surrogate}/gu, "\uFFFD");

// Small things --------------------------------------------------------------------------

/** A UUID. `crypto.randomUUID` is missing on pages that were loaded over plain http. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const now = () => new Date().toISOString();

/** @param {Filters | Record<string, string | number | null | undefined>} [filters] */
function query(filters = {}) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    for (const one of [value].flat()) {
      if (one !== null && one !== undefined && one !== "") parameters.append(name, String(one));
    }
  }
  const text = String(parameters);
  return text && `?${text}`;
}

/** @param {Response} response */
async function file(response) {
  const sent = response.headers.get("Content-Disposition") ?? "";
  const name = /filename="([^"]+)"/.exec(sent)?.[1] ?? "interviews";
  return { name, blob: await response.blob() };
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal | null} [signal]
 */
async function pause(milliseconds, signal) {
  await new Promise((done) => setTimeout(done, Math.min(milliseconds, LONGEST_PAUSE)));
  signal?.throwIfAborted();
}

/**
 * The outcome of `promise`, or what `otherwise` gives when that takes too long.
 * @template T, U
 * @param {number} milliseconds
 * @param {Promise<T>} promise
 * @param {() => U | Promise<U>} otherwise
 * @returns {Promise<T | U>}
 */
function within(milliseconds, promise, otherwise) {
  return new Promise((resolve, reject) => {
    const waiting = setTimeout(() => resolve(otherwise()), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(waiting));
  });
}

/** A timer that does not keep Node alive. @param {number} milliseconds @param {() => void} action */
function timer(milliseconds, action) {
  const started = setTimeout(action, milliseconds);
  /** @type {any} */ (started).unref?.();
  return started;
}

function ignore() {}
