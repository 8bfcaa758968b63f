import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { disclosuresQuery, type Own } from "@/data/disclosures";
import { Button } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { ErrorState, Skeletons } from "@/ui/States";
import { useCountryName, useRegionName } from "./countries";
import styles from "./Disclosures.module.css";
import { EditDialog } from "./EditDialog";
import { Rule } from "./Rule";
import { useText } from "./text";

interface Opened {
  /** Among which the administrator chooses. */
  countries: readonly string[];
  country: string;
}

/** What people have to say of their employer where they live: the rules that come with Restu, and the programme's own. */
export default function Disclosures() {
  const text = useText();
  const query = useQuery(disclosuresQuery);
  const regionName = useRegionName();
  const [opened, setOpened] = useState<Opened | null>(null);
  return (
    <>
      <Page title={text("title")} lead={text("lead")}>
        {query.isPending && <Skeletons of={query} count={3} />}
        {query.isError && !query.data && <ErrorState error={query.error} retry={() => void query.refetch()} />}
        {query.data && query.data.own.length > 0 && (
          <section className={styles.section} aria-labelledby="own-rules">
            <h2 id="own-rules">{text("own")}</h2>
            {query.data.own.map((own) => (
              <OwnRule
                key={own.country}
                own={own}
                change={() => setOpened({ countries: [own.country], country: own.country })}
              />
            ))}
          </section>
        )}
        {query.data && (
          <section className={styles.section} aria-labelledby="shipped-rules">
            <h2 id="shipped-rules">{text("shipped")}</h2>
            {query.data.shipped.map((rule) => (
              <Rule
                key={rule.title}
                title={regionName(rule)}
                required={rule.required}
                texts={rule.texts}
                source={rule}
                act={
                  <Button onClick={() => setOpened({ countries: rule.countries, country: rule.countries[0] ?? "" })}>
                    {text("set-own")}
                  </Button>
                }
              />
            ))}
          </section>
        )}
      </Page>
      {opened && query.data && (
        <EditDialog
          countries={opened.countries}
          first={opened.country}
          disclosures={query.data}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}

function OwnRule({ own, change }: { own: Own; change: () => void }) {
  const text = useText();
  const countryName = useCountryName();
  return (
    <Rule
      title={countryName(own.country)}
      required={own.required}
      texts={own.texts}
      act={<Button onClick={change}>{text("change")}</Button>}
    />
  );
}
