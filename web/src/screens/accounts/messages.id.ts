import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Akun",
  lead: "Menyambungkan saja tidak mengizinkan apa pun: setiap kiriman tetap memerlukan persetujuan Anda.",
  empty: "Belum ada akun yang tersambung.",
  connected: "Tersambung",
  "not-connected": "Tidak tersambung",
  "no-handle": "Nama tidak diketahui",
  since: "Sejak {when}.",
  "until-asked": "Anda memutuskannya pada {when}.",
  until: "Berakhir pada {when}.",
  "until-revoked":
    "Berakhir pada {when}: menurut jejaring, izinnya tidak berlaku lagi. Sambungkan lagi untuk melanjutkan.",
  "until-restored": "Berakhir pada {when}, ketika Restu dipulihkan dari cadangan. Sambungkan lagi untuk melanjutkan.",
  disconnect: "Putuskan",
  "ends-with-it":
    "{count, plural, =0 {Tidak ada kiriman Anda yang menunggu di akun ini.} other {# kiriman terencana berakhir bersamanya.}}",
  "all-ends-with-it": "Semua yang direncanakan di akun ini berakhir bersamanya.",
  "disconnect-words":
    "Restu mengembalikan izinnya; yang sudah terbit tetap ada. Anda dapat menyambungkan lagi kapan saja.",
  "disconnect-sure": "Putuskan sekarang",
  "disconnect-not": "Tetap tersambung",
  disconnected:
    "Sambungan diputuskan.{count, plural, =0 {} other { # kiriman terencana berakhir: lihat di Minggu saya.}}",
  "connect-new": "Sambungkan akun Mastodon",
  others:
    "Kegiatan di jejaring lain tidak memerlukan akun di sini: Anda sendiri yang menerbitkannya, dengan kata-kata yang Anda setujui.",
  server: "Server Anda",
  "server-hint": "Misalnya mastodon.example, atau nama akun Anda di sana.",
  connect: "Sambungkan",
  reconnect: "Sambungkan lagi",
  "go-on": "Lanjutkan di server Anda",
  "go-on-words": "Terbuka di tab baru. Beri izin di sana; halaman ini menampilkannya sendiri.",
} satisfies Messages<keyof typeof en>;
