import { useQuery } from "@tanstack/react-query";
import { UserSearch } from "lucide-react";
import { useState } from "react";
import { authorsQuery } from "@/data/audit";
import { Button } from "@/ui/Button";
import { ErrorNotice } from "@/ui/ErrorNotice";
import { SearchField } from "@/ui/SearchField";
import { useSettled } from "@/ui/settled";
import styles from "./FindAuthor.module.css";
import { useText } from "./text";

interface Props {
  onFound: (personId: string, name: string) => void;
}

/** An author by name: whose posts are then shown alone. */
export function FindAuthor({ onFound }: Props) {
  const text = useText();
  const [typed, setTyped] = useState("");
  const words = typed.trim();
  const settled = useSettled(words);
  const { data, error } = useQuery(authorsQuery(settled));
  const found = words !== "" && settled === words ? data : undefined;
  return (
    <div className={styles.find}>
      <SearchField label={text("author-name")} value={typed} onValue={setTyped} />
      <p className={styles.count} role="status">
        {found && text("authors-found", { count: found.length })}
      </p>
      {found && found.length > 0 && (
        <ul className={styles.authors}>
          {found.map(({ advocate_id: personId, name }) => (
            <li key={personId}>
              <Button icon={UserSearch} onClick={() => onFound(personId, name)}>
                {name}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <ErrorNotice error={error} />
    </div>
  );
}
