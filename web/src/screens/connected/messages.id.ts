import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Menyambungkan akun Anda",
  asking: "Sebentar: Restu meminta izin yang Anda berikan kepada jejaring.",
  connected: "Tersambung",
  "connected-words":
    "Sekarang Restu dapat menunjukkan persis apa yang akan tampil di sana. Dengan itu belum ada yang terbit: setiap kiriman tetap memerlukan persetujuan Anda.",
  refused: "Tidak ada yang tersambung",
  "refused-words": "Menurut jejaring, Anda tidak memberi izin. Anda dapat memulai lagi kapan saja.",
  "nothing-words": "Ke halaman inilah jejaring mengantar Anda kembali, dan kali ini tidak ada yang dibawanya.",
  "to-feed": "Ke beranda",
  "to-accounts": "Ke akun saya",
} satisfies Messages<keyof typeof en>;
