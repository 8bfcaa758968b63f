import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleHelp, type LucideIcon, Plug, RotateCw } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useErrorText } from "@/api/words";
import { accountsQuery, completeConnecting } from "@/data/accounts";
import { Button, ButtonLink } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { EmptyState, Skeletons } from "@/ui/States";
import { type Arrival, arrivalOf, endingOf } from "./arrival";
import { useText } from "./text";

/**
 * Where a network sends the person back to. What came along leaves the address at once, so that it stays in no history,
 * and goes to the publisher in a request of ours, which carries the session's cookie where the way back did not.
 */
export default function Connected() {
  const text = useText();
  const [arrival] = useState(() => arrivalOf(new URLSearchParams(location.search)));
  useEffect(() => history.replaceState(null, "", location.pathname), []);
  return (
    <Page title={text("title")}>
      {arrival.what === "permission" ? (
        <Completing permission={arrival} />
      ) : (
        <Outcome icon={Plug} title={text(arrival.what)} action={<To place="accounts" />}>
          {text(`${arrival.what}-words`)}
        </Outcome>
      )}
    </Page>
  );
}

/** Without an answer it may be connected or not; handing over the same permission again finds out. */
function Completing({ permission: { state, code } }: { permission: Extract<Arrival, { what: "permission" }> }) {
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const { mutate, isSuccess, error } = useMutation({
    mutationFn: completeConnecting,
    onSuccess: () => client.invalidateQueries({ queryKey: accountsQuery.queryKey }),
  });
  const handOver = useCallback(() => mutate({ state, code }), [mutate, state, code]);
  useEffect(handOver, [handOver]);
  if (error && endingOf(error) === "unanswered") {
    return (
      <Outcome
        icon={CircleHelp}
        title={text("unanswered")}
        action={
          <Button look="primary" icon={RotateCw} onClick={handOver}>
            {text("again")}
          </Button>
        }
      >
        {text("unanswered-words")}
      </Outcome>
    );
  }
  if (error) {
    return (
      <Outcome icon={CircleAlert} title={text("refused")} action={<To place="accounts" />}>
        {errorText(error)}
      </Outcome>
    );
  }
  if (isSuccess) {
    return (
      <Outcome icon={CircleCheck} title={text("connected")} action={<To place="feed" />}>
        {text("connected-words")}
      </Outcome>
    );
  }
  return (
    <>
      <p role="status">{text("asking")}</p>
      <Skeletons count={1} />
    </>
  );
}

interface OutcomeProps {
  icon: LucideIcon;
  title: string;
  action: ReactNode;
  children: string;
}

/** How it went, and how to go on. */
function Outcome({ icon, title, action, children }: OutcomeProps) {
  return (
    <div role="status">
      <EmptyState icon={icon} title={title} action={action}>
        <p>{children}</p>
      </EmptyState>
    </div>
  );
}

const PLACES = { feed: "/", accounts: "/accounts" } as const;

function To({ place }: { place: keyof typeof PLACES }) {
  const text = useText();
  return (
    <ButtonLink look="primary" href={PLACES[place]}>
      {text(`to-${place}`)}
    </ButtonLink>
  );
}
