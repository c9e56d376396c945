import { List } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/lib/session'
import { BUTTONS, LIST, fillIn, menuShape } from '../rules/menu'
import type { BotSettings } from '../wire'

/** The first answer as a customer would see it, with an invented name. */
export function BotPreview({ settings }: { settings: BotSettings }) {
  const { t } = useTranslation('settings')
  const { tenant } = useSession()
  const words = {
    saudacao: t('bot.example.greeting'),
    nome: 'Marina',
    negocio: tenant.name,
    bot: settings.tone_name || tenant.name,
    unidade: t('bot.example.store'),
  }
  const shape = menuShape(settings.menu)
  const text = settings.welcome.trim() ? fillIn(settings.welcome.trim(), words) : t('bot.example.welcome', words)
  return (
    <aside aria-label={t('bot.preview')} className="xl:sticky xl:top-0 xl:self-start">
      <h2 className="mb-2 text-xs font-semibold text-ink-3">{t('bot.preview')}</h2>
      <div className="flex flex-col gap-1.5 rounded-2xl border bg-canvas p-3">
        <p className="ml-auto w-fit rounded-2xl rounded-br-md bg-bubble-out px-3 py-1.5 text-sm">{t('bot.example.customer')}</p>
        {settings.is_on ? (
          <>
            <p className="w-fit max-w-[90%] rounded-2xl rounded-bl-md border bg-bubble-in px-3 py-1.5 text-sm break-words whitespace-pre-wrap">{text}</p>
            {shape === 'buttons' &&
              settings.menu.map((item) => (
                <p key={item.id} className="rounded-xl border bg-raised px-3 py-1.5 text-center text-sm font-medium text-accent-text">
                  {item.title.slice(0, BUTTONS.title) || '…'}
                </p>
              ))}
            {(shape === 'list' || shape === 'pages') && (
              <div className="rounded-xl border bg-raised">
                <p className="flex items-center justify-center gap-1.5 border-b px-3 py-1.5 text-sm font-medium text-accent-text">
                  <List aria-hidden className="size-4" />
                  {t('bot.example.options')}
                </p>
                <ul className="px-3 py-1.5 text-sm">
                  {settings.menu.slice(0, shape === 'pages' ? LIST.most - 1 : LIST.most).map((item) => (
                    <li key={item.id} className="truncate py-0.5">
                      {item.title.length > LIST.title ? `${item.title.slice(0, LIST.title - 1)}…` : item.title || '…'}
                    </li>
                  ))}
                  {shape === 'pages' && <li className="py-0.5 text-ink-2">{t('bot.example.more')}</li>}
                </ul>
              </div>
            )}
          </>
        ) : (
          <p className="text-center text-xs text-ink-2">{t('bot.example.silent')}</p>
        )}
      </div>
      {settings.welcome.trim() === '' && <p className="mt-2 text-xs text-ink-2">{t('bot.example.ours')}</p>}
    </aside>
  )
}
