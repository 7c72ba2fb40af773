import { useCallback, useEffect, useState } from "react";
import {
  discard,
  onLateSave,
  resend,
  type SavedInterview,
  type StartedInterview,
  sendUnsent,
  type UnclaimedInterview,
  type UnsentInterview,
  unclaimedInterviews,
  unfinishedInterviews,
  unsentInterviews,
} from "../lib/interviews";

export type KeptInterviews = ReturnType<typeof useKeptInterviews>;

/**
 * The interviews that this browser keeps: interrupted, not sent yet, or saved and nobody's. They are
 * read again when `occasion` changes.
 */
export function useKeptInterviews(occasion: unknown) {
  const [unfinished, setUnfinished] = useState<StartedInterview[]>([]);
  const [unsent, setUnsent] = useState<UnsentInterview[]>([]);
  const [unclaimed, setUnclaimed] = useState<UnclaimedInterview[]>([]);
  const [lateSaves, setLateSaves] = useState<SavedInterview[]>([]);

  const refresh = useCallback(async () => {
    setUnclaimed(unclaimedInterviews());
    setUnfinished(await unfinishedInterviews());
    // Others may have used this browser.
    setUnsent((await unsentInterviews()).filter(({ own }) => own));
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `occasion` is only a signal.
  useEffect(() => {
    refresh();
  }, [refresh, occasion]);

  useEffect(() => {
    const sendAndRefresh = () => sendUnsent().then(refresh);
    sendAndRefresh();
    addEventListener("online", sendAndRefresh);
    addEventListener("storage", refresh); // of another tab
    const unsubscribe = onLateSave((saved) => {
      setLateSaves((earlier) => merged(earlier, saved));
      refresh();
    });
    return () => {
      removeEventListener("online", sendAndRefresh);
      removeEventListener("storage", refresh);
      unsubscribe();
    };
  }, [refresh]);

  return {
    unfinished,
    unsent,
    unclaimed,
    lateSaves,
    /** Rejects with the reason if it cannot be sent. */
    send: (key: string) => resend(key).finally(refresh),
    discard: async (key: string) => {
      await discard(key);
      refresh();
    },
    refresh,
  };
}

/** Feedback that waited comes as its interview once more, without the claim token. */
function merged(earlier: SavedInterview[], saved: SavedInterview): SavedInterview[] {
  const same = earlier.find(({ data }) => data.id === saved.data.id);
  return [...earlier.filter((other) => other !== same), { ...same, ...saved }];
}
