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
  nothing: "Tidak ada yang perlu disambungkan di sini",
  "nothing-words":
    "Ke halaman inilah jejaring mengantar Anda kembali, dan kali ini tidak ada yang dibawanya. Yang tersambung dapat dilihat di akun Anda.",
  unanswered: "Belum diketahui apakah akun tersambung",
  "unanswered-words":
    "Restu tidak menjawab. Izin Anda disimpan selama halaman ini terbuka: cobalah lagi sebentar lagi.",
  again: "Coba lagi",
  "to-feed": "Ke beranda",
  "to-accounts": "Ke akun saya",
} satisfies Messages<keyof typeof en>;
