import { useQuery } from "@tanstack/react-query";
import { deadLettersQuery, healthQuery } from "@/data/health";
import { useFormats } from "@/i18n/formats";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { ErrorState, Skeletons } from "@/ui/States";
import styles from "./Health.module.css";
import { judge, type Overall } from "./judging";
import { Letters } from "./Letters";
import { Service } from "./Service";
import { useText } from "./text";

/** How every service is right now, and which events wait for a person. What is not known is shown as not known. */
export default function Health() {
  const text = useText();
  const health = useQuery(healthQuery);
  const letters = useQuery(deadLettersQuery);
  // An answer that is being waited for in vain counts as none at the first failure, not after the last try.
  const isHeard = health.failureCount === 0;
  if (health.data === undefined) {
    return (
      <Page title={text("title")} lead={text("lead")}>
        {health.isError ? (
          <ErrorState error={health.error} retry={() => void health.refetch()} />
        ) : (
          <Skeletons of={health} count={5} shape="line" />
        )}
      </Page>
    );
  }
  const { services, asked_at } = health.data;
  return (
    <Page title={text("title")} lead={text("lead")}>
      <Together overall={judge({ services, letters: letters.data, isHeard })} at={asked_at} />
      <section className={styles.section}>
        <h2>{text("services")}</h2>
        <ul className={styles.list}>
          {services.map((service) => (
            <li key={service.service}>
              <Service service={service} isHeard={isHeard} />
            </li>
          ))}
        </ul>
      </section>
      <Letters query={letters} />
    </Page>
  );
}

const TONES = { unheard: "warn", "some-wrong": "bad", "some-behind": "good", "all-well": "good" } as const;

function Together({ overall, at }: { overall: Overall; at: string }) {
  const text = useText();
  const formats = useFormats();
  const values = { count: overall.kind === "some-wrong" ? overall.count : 0, when: formats.clock(at) };
  return (
    <div role="status">
      <Notice tone={TONES[overall.kind]}>
        <strong>{text(overall.kind, values)}</strong>
      </Notice>
    </div>
  );
}
