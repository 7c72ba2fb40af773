import { useEffect, useState } from "react";
import { sendUnsent, signedOut } from "../lib/interviews";
import { supabase } from "../lib/supabase-client";

export type Account = {
  /** Of the signed-in person; null if there is none, undefined until that is known. */
  email: string | null | undefined;
  signIn: (email: string, password: string) => Promise<void>;
  signUp: (email: string, password: string) => Promise<void>;
  signOut: () => Promise<void>;
};

/** Who is signed in. The functions throw Supabase's error, whose message is for people. */
export function useAccount(): Account {
  const [email, setEmail] = useState<string | null>();

  useEffect(() => {
    const { data } = supabase.auth.onAuthStateChange((event, session) => {
      setEmail(session?.user.email ?? null);
      // What waits for this person can go now. Supabase's lock is held within this callback.
      if (event === "SIGNED_IN") setTimeout(sendUnsent);
    });
    return () => data.subscription.unsubscribe();
  }, []);

  return { email, signIn, signUp, signOut };
}

async function signIn(email: string, password: string) {
  const { error } = await supabase.auth.signInWithPassword({ email, password });
  if (error) throw error;
}

async function signUp(email: string, password: string) {
  const { data, error } = await supabase.auth.signUp({ email, password });
  if (error) throw error;
  if (!data.session) throw new Error("Confirm your address with the link in our e-mail.");
}

async function signOut() {
  const { error } = await supabase.auth.signOut();
  if (error) throw error;
  signedOut();
}
