import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ChevronRight, KeyRound } from "lucide-react";
import { useEffect } from "react";
import { useLocation } from "wouter";
import type { Role } from "@/data/person";
import { type Persona, personasQuery, signInAs, type Way } from "@/data/signing";
import { useLanguage } from "@/i18n/language";
import { LANGUAGES, NAMES } from "@/i18n/languages";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { Notice } from "@/ui/Notice";
import { Portrait } from "@/ui/Portrait";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import styles from "./SignIn.module.css";
import { useText } from "./text";

interface Props {
  ways: readonly Way[];
  /** Why somebody who was signed in here is not any more; null where nobody was. */
  end: "left" | "lost" | null;
}

/** What Restu is for, and who one is. */
export default function SignIn({ ways, end }: Props) {
  const text = useText();
  const [, go] = useLocation();
  // Whoever comes next begins at the beginning, not where somebody left.
  useEffect(() => {
    if (end === "left") go("/", { replace: true });
  }, [end, go]);
  useEffect(() => {
    document.title = `${text("title")} · Restu`;
  }, [text]);
  return (
    <main className={styles.page}>
      <section className={styles.promise}>
        <p className={styles.mark}>
          <img src="/icon.svg" alt="" width="36" height="36" />
          Restu
        </p>
        <h1 className={styles.claim}>{text("claim")}</h1>
        <p className={styles.words}>{text("words")}</p>
        <ol className={styles.steps}>
          <li>{text("step-see")}</li>
          <li>{text("step-own")}</li>
          <li>{text("step-approve")}</li>
        </ol>
      </section>
      <section className={styles.who}>
        <Languages />
        {end === "lost" && (
          <Notice tone="warn" live>
            {text("lost")}
          </Notice>
        )}
        {ways.includes("persona") ? <Personas /> : <NoWay />}
      </section>
    </main>
  );
}

function NoWay() {
  const text = useText();
  return (
    <EmptyState icon={KeyRound} title={text("no-way-in")}>
      <p>{text("no-way-in-words")}</p>
    </EmptyState>
  );
}

/** In the demo one is whoever one likes. */
function Personas() {
  const personas = useQuery(personasQuery);
  if (personas.isPending) return <Skeletons of={personas} count={6} shape="line" />;
  if (personas.isError) return <ErrorState error={personas.error} retry={() => void personas.refetch()} />;
  return <Choice personas={personas.data} />;
}

function Choice({ personas }: { personas: readonly Persona[] }) {
  const text = useText();
  const client = useQueryClient();
  const entering = useMutation({ mutationFn: (personId: string) => signInAs(client, personId) });
  const byRole = Map.groupBy(personas, strongest);
  return (
    <>
      <div>
        <h2>{text("who")}</h2>
        <p className={styles.note}>{text("demo")}</p>
      </div>
      <ErrorNotice error={entering.error} />
      {personas.length === 0 && <Notice>{text("nobody")}</Notice>}
      {ROLES.filter((role) => byRole.has(role)).map((role) => (
        <section key={role} className={styles.role} aria-labelledby={role}>
          <div>
            <h3 id={role}>{text(role)}</h3>
            <p className={styles.note}>{text(`${role}-does`)}</p>
          </div>
          <ul className={styles.people}>
            {byRole
              .get(role)
              ?.toSorted((one, other) => one.name.localeCompare(other.name))
              .map((persona) => (
                <li key={persona.person_id}>
                  <button
                    type="button"
                    className={styles.person}
                    onClick={() => entering.mutate(persona.person_id)}
                    aria-disabled={entering.isPending || undefined}
                  >
                    <Portrait name={persona.name} />
                    <span className={styles.name}>{persona.name}</span>
                    <ChevronRight aria-hidden size={18} />
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

/** As they are offered: whom Restu is for comes first. */
const ROLES: readonly Role[] = ["advocate", "curator", "administrator", "sponsor", "auditor"];

/** Everybody is an advocate; what else they are says more. */
function strongest({ roles }: Persona): Role {
  return STRONGEST.find((role) => roles.includes(role)) ?? "advocate";
}

const STRONGEST: readonly Role[] = ["administrator", "curator", "sponsor", "auditor"];

function Languages() {
  const { language, choose } = useLanguage();
  return (
    <div className={styles.languages}>
      {LANGUAGES.map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          className={styles.language}
          aria-pressed={each === language}
          onClick={() => choose(each)}
        >
          {NAMES[each]}
        </button>
      ))}
    </div>
  );
}
