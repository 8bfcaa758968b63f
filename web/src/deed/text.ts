import { useMessages } from "@/i18n/messages";
import en from "./messages.en";
import id from "./messages.id";

const bundle = { en, id };

/** `const text = useText(); text("title")`: this folder's messages in the person's language. */
export const useText = () => useMessages(bundle);
