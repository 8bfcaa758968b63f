import type { Messages } from "@/i18n/messages";
import type en from "./messages.en";

export default {
  title: "Pengaturan",
  lead: "Berlaku mulai sekarang. Yang sudah Anda setujui tetap seperti yang Anda setujui.",
  you: "Anda",
  language: "Bahasa",
  "time-zone": "Zona waktu",
  "device-zone": "Perangkat ini di {device}.",
  country: "Negara",
  "country-hint":
    "Hukum negara mana yang berlaku untuk kiriman Anda: ini menentukan bagaimana kiriman menyebut untuk siapa Anda bekerja. Tidak disebut: yang diminta di mana pun diminta dari Anda.",
  "country-none": "Tidak disebut",
  times: "Kapan kiriman boleh terbit",
  "times-words": "Untuk yang Anda biarkan disebar oleh Restu. Waktu yang Anda pilih sendiri tetap berlaku.",
  "quiet-from": "Tenang mulai",
  "quiet-to": "Tenang sampai",
  weekdays: "Pada hari-hari ini (paling sedikit satu)",
  spacing: "Menit di antara dua kiriman",
  cap: "Kiriman per hari paling banyak",
  about: "Yang Anda senang ditawari",
  "about-words": "Tampil lebih dulu di beranda. Tidak ada yang dihilangkan.",
  topics: "Topik",
  languages: "Bahasa",
  others: "Yang dilihat orang lain",
  leaderboard: "Papan peringkat dan kontes",
  listed: "Nama saya boleh ditampilkan",
  save: "Simpan",
  saving: "Menyimpan…",
  saved: "Tersimpan",
  leave: "Keluar",
  "leave-words":
    "Anda tidak ikut lagi. Yang Anda setujui dan belum terbit berakhir, akun Anda diputuskan, dan sesi Anda berakhir. Anda tidak dapat membatalkannya sendiri.",
  "leave-ask": "Keluar dari program",
  "leave-now": "Ya, keluar sekarang",
  stay: "Tetap ikut",
} satisfies Messages<keyof typeof en>;
