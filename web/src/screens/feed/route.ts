import { Inbox } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/",
  label: { en: "Feed", id: "Beranda" },
  icon: Inbox,
  nav: { group: "me", order: 10 },
  load: () => import("./Feed"),
});
