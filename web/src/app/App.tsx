import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense } from "react";
import { sessionQuery } from "@/data/person";
import { LiveProvider } from "@/live/live";
import { Keeper } from "@/ui/kept";
import { ErrorState, Skeletons } from "@/ui/States";
import { useOwnValidity } from "@/ui/validity";
import styles from "./App.module.css";
import { arriving } from "./arriving";
import { Landing } from "./Landing";
import { Pages } from "./Pages";
import { Banners } from "./shell/Banners";
import { Mark } from "./shell/Mark";
import { Shell } from "./shell/Shell";

const SignIn = arriving(() => import("@/screens/sign-in/SignIn"));

/** Who is signed in sees the app; others the sign-in, and afterwards the address that they came for. */
export function App() {
  const client = useQueryClient();
  const session = useQuery(sessionQuery);
  useOwnValidity();
  if (session.data === undefined) {
    return (
      <main className={styles.alone}>
        <Mark />
        <Banners />
        {session.failureReason ? (
          // Said from the first failure on; it is tried again meanwhile, and at once where somebody asks for it.
          <ErrorState error={session.failureReason} retry={() => void client.resetQueries(sessionQuery)} />
        ) : (
          <Skeletons count={3} />
        )}
      </main>
    );
  }
  const { me, ways, end } = session.data;
  if (me === null) {
    return (
      <Suspense>
        <SignIn ways={ways} end={end} />
      </Suspense>
    );
  }
  return (
    <Keeper value={me.person_id}>
      <LiveProvider>
        <Shell session={me}>
          <Landing roles={me.roles}>
            <Pages roles={me.roles} />
          </Landing>
        </Shell>
      </LiveProvider>
    </Keeper>
  );
}
