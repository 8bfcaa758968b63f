import { useQuery } from "@tanstack/react-query";
import { type Counted, uptakeQuery } from "@/data/uptake";
import { useFormats } from "@/i18n/formats";
import { useWrite } from "@/report/write";
import { ErrorState, Skeletons } from "@/ui/States";
import { useText } from "./text";
import styles from "./Uptake.module.css";

/** How many took an activity up, in fives from five on: nobody can be found out, and nobody's decline be inferred. */
export function Uptake({ itemId, activityId }: { itemId: string; activityId: string }) {
  const text = useText();
  const write = useWrite();
  const query = useQuery(uptakeQuery(itemId));
  if (query.isPending) return <Skeletons count={2} shape="line" />;
  if (query.data === undefined) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const found = query.data?.activities.find((each) => each.activity_id === activityId);
  return (
    <section className={styles.uptake} aria-labelledby={`uptake-${activityId}`}>
      <h3 id={`uptake-${activityId}`}>{text("uptake")}</h3>
      {found?.as_of ? (
        <>
          <div className={styles.numbers}>
            {(["among", "approved", "published"] as const).map((what) => (
              <Amount key={what} label={text(what)} counted={found[what]} among={found.among} />
            ))}
          </div>
          <p className={styles.note}>{text("as-of", { week: found.as_of })}</p>
        </>
      ) : (
        <p className={styles.note}>{text("not-counted", { day: write.firstFigures() })}</p>
      )}
      <p className={styles.note}>{text("in-fives")}</p>
    </section>
  );
}

interface AmountProps {
  label: string;
  counted: Counted;
  /** Of so many; null where that is not told. */
  among: Counted;
}

function Amount({ label, counted, among }: AmountProps) {
  const text = useText();
  const formats = useFormats();
  return (
    <div className={styles.number}>
      <p className={styles.label}>{label}</p>
      <p className={styles.value}>
        {counted === null ? text("fewer") : text("at-least", { count: formats.number(counted) })}
      </p>
      <div className={styles.track} aria-hidden>
        {counted !== null && among !== null && among > 0 && (
          <div className={styles.bar} style={{ inlineSize: `${Math.min(100, (counted / among) * 100)}%` }} />
        )}
      </div>
    </div>
  );
}
