import type { Figures, ServiceHealth } from "@/data/health";
import { Chip } from "@/ui/Chip";
import { isBehind, number, partOf, type State } from "./judging";
import styles from "./Service.module.css";
import { useText } from "./text";

const TONES = { ready: "good", "not-ready": "bad", silent: "bad", unknown: "warn" } as const;
const KNOWN = ["content", "consent", "publisher", "gamification", "gateway"] as const;

/** One service: whether it is ready, what it means that it is not, and what waits there. */
export function Service({ service, isHeard }: { service: ServiceHealth; isHeard: boolean }) {
  const text = useText();
  const state: State = isHeard ? service.state : "unknown";
  const known = KNOWN.find((each) => each === service.service);
  return (
    <article className={styles.service} aria-label={service.service}>
      <header className={styles.head}>
        <div>
          <h3 className={styles.name}>{service.service}</h3>
          {known && <p className={styles.soft}>{text(`service-${known}`)}</p>}
        </div>
        <Chip tone={TONES[state]}>{text(`state-${state}`)}</Chip>
      </header>
      {service.state === "silent" && <p>{text("silent-words", { service: service.service })}</p>}
      {service.why.map(({ part, detail }) => (
        <p key={`${part} ${detail}`}>
          {text(`part-${partOf(part)}`)} <code className={styles.detail}>{`${part}: ${detail}`}</code>
        </p>
      ))}
      <Waiting figures={service.figures} />
    </article>
  );
}

function Waiting({ figures }: { figures: Figures | null }) {
  const text = useText();
  if (figures === null) return <p className={styles.warn}>{text("figures-unknown")}</p>;
  const late = number(figures.publishing_late_seconds);
  const behind = number(figures.showing_late_seconds);
  const told = [
    ["missing", number(figures.missing), 0],
    ["dead-letters", number(figures.dead_letters), 0],
    ["to-publish", number(figures.to_publish), late],
    ["to-apply", number(figures.to_apply), 0],
    ["to-show", number(figures.to_show), behind],
  ] as const;
  const isWrong = number(figures.missing) + number(figures.dead_letters) > 0;
  if (!isWrong && !isBehind(figures)) return <p className={styles.soft}>{text("nothing-waits")}</p>;
  return (
    <ul className={styles.waiting}>
      {told.map(
        ([what, count, seconds]) =>
          count > 0 && (
            <li key={what} className={what === "missing" || what === "dead-letters" ? styles.bad : styles.soft}>
              {text(what, { count, late: seconds })}
            </li>
          ),
      )}
    </ul>
  );
}
