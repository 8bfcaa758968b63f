import { useQuery } from "@tanstack/react-query";
import { meQuery, preferencesOf } from "@/data/person";
import { topicsQuery } from "@/data/topics";
import { useLanguage } from "@/i18n/language";
import { Page } from "@/ui/Page";
import { ErrorState, Skeletons } from "@/ui/States";
import { Leave } from "./Leave";
import { PreferencesForm } from "./PreferencesForm";
import { useText } from "./text";

/** How one wants to be asked, when one's posts may go out, what others see; and leaving. */
export default function Settings() {
  const text = useText();
  const { language } = useLanguage();
  const me = useQuery(meQuery);
  const topics = useQuery(topicsQuery);
  const failed = [me, topics].find((query) => query.isError);
  const again = () => void Promise.all([me.refetch(), topics.refetch()]);
  return (
    <Page title={text("title")} lead={text("lead")}>
      {failed && <ErrorState error={failed.error} retry={again} />}
      {!failed && (me.isPending || topics.isPending) && <Skeletons count={3} />}
      {me.data && topics.data && (
        <>
          <PreferencesForm
            initial={preferencesOf(me.data, language)}
            topics={topics.data.filter((topic) => !topic.archived)}
          />
          <Leave />
        </>
      )}
    </Page>
  );
}
