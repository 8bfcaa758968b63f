import "./styles/tokens.css";
import "./styles/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { Fence } from "./app/Fence";
import { makeQueryClient } from "./data/client";
import { LanguageProvider } from "./i18n/language";
import { Toasts } from "./ui/Toasts";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <Fence>
        <QueryClientProvider client={makeQueryClient()}>
          <Toasts>
            <App />
          </Toasts>
        </QueryClientProvider>
      </Fence>
    </LanguageProvider>
  </StrictMode>,
);
