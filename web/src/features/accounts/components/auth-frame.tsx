import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { locales, showLocale } from '@/i18n'
import { Button } from '@/ui/button'
import { Logo } from '@/ui/logo'

/** The page of whoever is not signed in: one card, and the languages. */
export function AuthFrame({ title, lead, children }: { title: ReactNode; lead?: ReactNode; children: ReactNode }) {
  const { t, i18n } = useTranslation()
  return (
    <div className="flex min-h-full flex-col items-center justify-center gap-6 px-4 py-10">
      <main id="content" className="w-full max-w-sm rounded-2xl border bg-surface p-6 sm:p-8">
        <div className="mb-6 flex items-center gap-3">
          <Logo className="size-10" />
          <div className="min-w-0">
            <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
            {lead && <p className="text-sm text-ink-2">{lead}</p>}
          </div>
        </div>
        {children}
      </main>
      <nav aria-label={t('user.language')} className="flex gap-1">
        {locales.map((locale) => (
          <Button key={locale} size="sm" variant="ghost" lang={locale} aria-pressed={i18n.language === locale} onClick={() => void showLocale(locale)}
            className="aria-pressed:font-semibold aria-pressed:text-ink">
            {t(`language.${locale}`)}
          </Button>
        ))}
      </nav>
    </div>
  )
}

/** A refusal, above the form it is about. */
export function Problem({ children }: { children: ReactNode }) {
  return children ? (
    <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
      {children}
    </p>
  ) : null
}
