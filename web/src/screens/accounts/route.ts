import { Plug } from "lucide-react";
import { screen } from "@/app/screen";

export default screen({
  path: "/accounts",
  label: { en: "Accounts", id: "Akun" },
  icon: Plug,
  nav: { group: "me", order: 80 },
  load: () => import("./Accounts"),
});
