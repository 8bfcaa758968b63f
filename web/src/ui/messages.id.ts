import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  close: "Tutup",
  retry: "Coba lagi",
  failed: "Ini tidak dapat dimuat",
  loading: "Memuat",
  all: "Tampilkan semua",
  less: "Tampilkan sedikit",
  undo: "Urungkan",
} satisfies Messages<keyof typeof en>;
