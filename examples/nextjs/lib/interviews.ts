import {
  djangoClient,
  type SavedInterview,
  type StartedInterview,
  type UnclaimedInterview,
  type UnsentInterview,
} from "./django-client";
import { supabase } from "./supabase-client";

export type { SavedInterview, StartedInterview, UnclaimedInterview, UnsentInterview };

/** The address of the service and of its dashboard. */
export const apiUrl = process.env.NEXT_PUBLIC_API_URL ?? "http://localhost:8000";

const lateSaves: SavedInterview[] = [];
const listeners = new Set<(saved: SavedInterview) => void>();

const client = djangoClient({
  apiUrl,
  accessToken: async () => (await supabase.auth.getSession()).data.session?.access_token,
  onLateSave: announce,
});

export const {
  startInterview,
  unfinishedInterviews,
  unsentInterviews,
  unclaimedInterviews,
  sendUnsent,
  discard,
  addFeedback,
  signedOut,
} = client;

/** Send an interview that waits, now. Throws an ApiError. */
export async function resend(key: string): Promise<void> {
  announce(await client.resend(key));
}

/**
 * Calls `listener` for each interview that is saved after it had to wait, also for those of before
 * this call: the client begins to send when this module is loaded.
 */
export function onLateSave(listener: (saved: SavedInterview) => void): () => void {
  for (const saved of lateSaves) listener(saved);
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function announce(saved: SavedInterview) {
  lateSaves.push(saved);
  for (const listener of listeners) listener(saved);
}
