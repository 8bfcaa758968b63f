import { useQuery } from "@tanstack/react-query";
import { trainingQuery, wayQuery } from "@/data/progress";
import { useLanguage } from "@/i18n/language";
import { Notice } from "@/ui/Notice";
import { Page } from "@/ui/Page";
import { ErrorState, Skeletons } from "@/ui/States";
import { Badges } from "./Badges";
import styles from "./Progress.module.css";
import { Rung } from "./Rung";
import { useText } from "./text";
import { useTraining } from "./useTraining";

/** One's own way up: the levels with the training for each, and the badges. */
export default function Progress() {
  const text = useText();
  const { language } = useLanguage();
  const way = useQuery(wayQuery);
  const training = useQuery(trainingQuery);
  const { begin, dialog } = useTraining(training.data?.steps ?? []);

  if (way.data === undefined) {
    return (
      <Page title={text("title")}>
        {way.isError ? (
          <ErrorState error={way.error} retry={() => void way.refetch()} />
        ) : (
          <Skeletons of={way} count={3} />
        )}
      </Page>
    );
  }
  const { level, levels, badges } = way.data;
  const steps = training.data?.steps ?? [];
  return (
    <Page
      title={text("title")}
      lead={text("lead", {
        level,
        levels: levels.length,
        name: levels[level - 1]?.title[language] ?? "",
      })}
    >
      {training.isError && <Notice tone="warn">{text("no-training")}</Notice>}
      <section className={styles.section} aria-labelledby="ladder">
        <div>
          <h2 id="ladder">{text("ladder")}</h2>
          <p className={styles.words}>{text("ladder-words")}</p>
        </div>
        <ol className={styles.ladder}>
          {levels.map((each, index) => (
            <li key={each.code}>
              <Rung
                number={index + 1}
                level={each}
                isNext={index === level}
                steps={steps.filter((step) => step.rung === each.code)}
                onStep={begin}
              />
            </li>
          ))}
        </ol>
        {training.data && training.data.seconds > 0 && (
          <p className={styles.words}>
            {text("time", { minutes: Math.max(1, Math.round(training.data.seconds / 60)) })}
          </p>
        )}
      </section>
      <Badges badges={badges} />
      {dialog}
    </Page>
  );
}
