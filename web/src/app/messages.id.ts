import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  "skip-to-content": "Langsung ke isi",
  navigation: "Utama",
  "group-me": "Minggu advokasi saya",
  "group-curate": "Kurasi",
  "group-run": "Pengelolaan",
  more: "Lainnya",
  waiting: "{count, plural, other {# menunggu Anda}}",
  menu: "Anda dan pengaturan Anda",
  theme: "Tema",
  "theme-system": "Seperti sistem",
  "theme-light": "Terang",
  "theme-dark": "Gelap",
  language: "Bahasa",
  settings: "Pengaturan",
  "sign-out": "Keluar",
  offline: "Anda sedang luring. Yang tampak mungkin sudah usang; tidak ada yang dikirim sampai tersambung lagi.",
  "live-lost": "Sambungan langsung terputus. Restu terus mencoba; yang tampak mungkin sudah usang.",
  "zone-differs":
    "Restu menyebut waktu Anda menurut {zone}, yang kini pukul {there}. Perangkat ini di {device}, yang kini pukul {here}.",
  "zone-use": "Pakai {zone}",
  "zone-keep": "Tetap {zone}",
  "new-version": "Ada versi baru aplikasi ini.",
  reload: "Muat ulang",
  "not-here": "Tidak ada apa-apa di sini",
  "not-here-words": "Alamat ini tidak menuju ke mana pun, atau ke sesuatu yang bukan untuk peran Anda.",
  "to-feed": "Ke beranda",
  broken: "Halaman ini rusak",
  "broken-words": "Ini kesalahan kami. Yang sudah Anda setujui tidak terpengaruh. Yang Anda ketik tetap ada.",
  "not-loaded": "Bagian aplikasi ini tidak termuat",
  "not-loaded-words":
    "Mungkin ada versi aplikasi yang lebih baru, atau tidak ada sambungan. Muat ulang untuk melanjutkan di sini. Yang Anda ketik tetap ada, dan yang sudah Anda setujui tidak terpengaruh.",
} satisfies Messages<keyof typeof en>;
