import { CircleAlert, CloudDownload } from "lucide-react";
import { Component, type ReactNode } from "react";
import { Button } from "@/ui/Button";
import { EmptyState } from "@/ui/States";
import { NotLoaded } from "./arriving";
import { useText } from "./text";

interface Props {
  children: ReactNode;
}

interface State {
  fault: "broken" | "not-loaded" | null;
}

/** Keeps what breaks inside from taking everything with it; what was typed is in the session's storage. */
export class Fence extends Component<Props, State> {
  override state: State = { fault: null };

  static getDerivedStateFromError(error: unknown): State {
    return { fault: error instanceof NotLoaded ? "not-loaded" : "broken" };
  }

  override render() {
    const { fault } = this.state;
    return fault === null ? this.props.children : <Broken fault={fault} />;
  }
}

function Broken({ fault }: { fault: NonNullable<State["fault"]> }) {
  const text = useText();
  return (
    <EmptyState
      icon={fault === "broken" ? CircleAlert : CloudDownload}
      title={text(fault)}
      action={
        <Button look="primary" onClick={() => location.reload()}>
          {text("reload")}
        </Button>
      }
    >
      <p>{text(`${fault}-words`)}</p>
    </EmptyState>
  );
}
