import { useInfiniteQuery } from "@tanstack/react-query";
import { CalendarRange, ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { itemsQuery } from "@/data/items";
import { useFormats } from "@/i18n/formats";
import { Button, ButtonLink, IconButton } from "@/ui/Button";
import { NextPage } from "@/ui/NextPage";
import { useNow } from "@/ui/now";
import { Page } from "@/ui/Page";
import { EmptyState, ErrorState, Skeletons } from "@/ui/States";
import { Chart } from "./Chart";
import { linesOf, type Period, periodOf, WEEKS } from "./calendar";
import styles from "./Offerings.module.css";
import { useText } from "./text";

/** What is offered when, four weeks at a time, and how it is taken up. */
export default function Offerings() {
  const text = useText();
  const formats = useFormats();
  const now = useNow();
  const [ahead, setAhead] = useState(0);
  const query = useInfiniteQuery(itemsQuery(null));
  const items = query.data?.pages.flatMap((page) => page.items);
  const period = periodOf(formats.day(new Date(now)), ahead, formats.zone);
  const lines = items && linesOf(items, period);
  return (
    <Page title={text("title")} lead={text("lead")} wide>
      <Steps period={period} ahead={ahead} onAhead={setAhead} />
      {!lines && query.isPending && <Skeletons of={query} count={3} />}
      {!lines && query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {lines?.length === 0 && (
        <EmptyState
          icon={CalendarRange}
          title={text("empty")}
          action={<ButtonLink href="/items">{text("to-items")}</ButtonLink>}
        >
          <p>{text("empty-words")}</p>
        </EmptyState>
      )}
      {lines && lines.length > 0 && <Chart lines={lines} period={period} now={now} />}
      {query.hasNextPage && (
        <div className={styles.more}>
          <p>{text("of-loaded", { count: items?.length ?? 0 })}</p>
          <NextPage of={query}>{text("more")}</NextPage>
        </div>
      )}
    </Page>
  );
}

interface StepsProps {
  period: Period;
  ahead: number;
  onAhead: (ahead: number) => void;
}

function Steps({ period, ahead, onAhead }: StepsProps) {
  const text = useText();
  const formats = useFormats();
  const last = new Date(period.to - 1).toISOString();
  return (
    <div className={styles.steps}>
      <IconButton icon={ChevronLeft} label={text("before")} onClick={() => onAhead(ahead - WEEKS)} />
      <p className={styles.period} role="status">
        {text("period", { from: formats.date(new Date(period.from).toISOString()), to: formats.date(last) })}
      </p>
      <IconButton icon={ChevronRight} label={text("after")} onClick={() => onAhead(ahead + WEEKS)} />
      {ahead !== 0 && <Button onClick={() => onAhead(0)}>{text("today")}</Button>}
    </div>
  );
}
