import type { UseQueryResult } from "@tanstack/react-query";
import type { ServiceLetters } from "@/data/health";
import { Notice } from "@/ui/Notice";
import { ErrorState, Skeletons } from "@/ui/States";
import styles from "./Health.module.css";
import { number } from "./judging";
import { Letter } from "./Letter";
import { useText } from "./text";

/** The events that could not be applied, and what is to be done about each. */
export function Letters({ query }: { query: UseQueryResult<readonly ServiceLetters[]> }) {
  const text = useText();
  const isHeard = query.failureCount === 0;
  return (
    <section className={styles.section}>
      <div>
        <h2>{text("letters")}</h2>
        <p className={styles.soft}>{text("letters-words")}</p>
      </div>
      {query.isPending && isHeard && <Skeletons of={query} count={2} shape="line" />}
      {!isHeard && <ErrorState error={query.error ?? query.failureReason} retry={() => void query.refetch()} />}
      {isHeard && query.data?.map((told) => <OfService key={told.service} told={told} />)}
      {isHeard && query.data?.every(({ waiting }) => waiting === 0) && (
        <Notice tone="good">{text("letters-none")}</Notice>
      )}
    </section>
  );
}

function OfService({ told: { service, waiting, parked_keys, letters } }: { told: ServiceLetters }) {
  const text = useText();
  if (waiting === null) return <Notice tone="warn">{text("letters-unknown", { service })}</Notice>;
  const more = waiting - letters.length;
  return (
    <>
      {letters.length > 0 && (
        <ul className={styles.list}>
          {letters.map((letter) => (
            <li key={letter.id}>
              <Letter service={service} letter={letter} />
            </li>
          ))}
        </ul>
      )}
      {number(parked_keys) > 0 && (
        <p className={styles.soft}>{text("parked", { count: number(parked_keys), service })}</p>
      )}
      {more > 0 && <p className={styles.soft}>{text("letters-more", { count: more, service })}</p>}
    </>
  );
}
