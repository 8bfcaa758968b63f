import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, type LucideIcon, Plug } from "lucide-react";
import { useEffect, useState } from "react";
import { useErrorText } from "@/api/words";
import { accountsQuery, completeConnecting } from "@/data/accounts";
import { ButtonLink } from "@/ui/Button";
import { Page } from "@/ui/Page";
import { EmptyState, Skeletons } from "@/ui/States";
import { type Arrival, arrivalOf } from "./arrival";
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
        <Outcome icon={Plug} title={text("refused")} to="accounts">
          {text(`${arrival.what}-words`)}
        </Outcome>
      )}
    </Page>
  );
}

function Completing({ permission: { state, code } }: { permission: Extract<Arrival, { what: "permission" }> }) {
  const text = useText();
  const errorText = useErrorText();
  const client = useQueryClient();
  const { mutate, isSuccess, error } = useMutation({
    mutationFn: completeConnecting,
    onSuccess: () => client.invalidateQueries({ queryKey: accountsQuery.queryKey }),
  });
  useEffect(() => mutate({ state, code }), [mutate, state, code]);
  if (error) {
    return (
      <Outcome icon={CircleAlert} title={text("refused")} to="accounts">
        {errorText(error)}
      </Outcome>
    );
  }
  if (isSuccess) {
    return (
      <Outcome icon={CircleCheck} title={text("connected")} to="feed">
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
  to: keyof typeof PLACES;
  children: string;
}

const PLACES = { feed: "/", accounts: "/accounts" } as const;

/** How it went, and where to go on. */
function Outcome({ icon, title, to, children }: OutcomeProps) {
  const text = useText();
  return (
    <div role="status">
      <EmptyState
        icon={icon}
        title={title}
        action={
          <ButtonLink look="primary" href={PLACES[to]}>
            {text(`to-${to}`)}
          </ButtonLink>
        }
      >
        <p>{children}</p>
      </EmptyState>
    </div>
  );
}
