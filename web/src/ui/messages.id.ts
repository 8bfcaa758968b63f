import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  close: "Tutup",
  retry: "Coba lagi",
  failed: "Ini tidak dapat dimuat",
  "by-itself": "Ini dicoba lagi dengan sendirinya.",
  loading: "Memuat",
  undo: "Urungkan",
} satisfies Messages<keyof typeof en>;
