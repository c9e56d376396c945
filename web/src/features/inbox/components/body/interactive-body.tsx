import { ExternalLink, List, MapPin } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { readInteractive } from '../../rules/content'
import { RichText } from '../rich-text'

/** What we offered: the words, and the buttons or rows as the customer sees them. */
export function InteractiveBody({ content }: { content: Record<string, unknown> }) {
  const { t } = useTranslation('inbox')
  const { type, header, body, footer, button, url, options } = readInteractive(content)
  return (
    <>
      {header && <p className="font-semibold">{header}</p>}
      <RichText text={body} />
      {footer && <p className="text-xs text-ink-2">{footer}</p>}
      {type === 'location_request' && (
        <p className="mt-1.5 flex items-center justify-center gap-1.5 border-t pt-1.5 text-sm font-medium text-accent-text">
          <MapPin aria-hidden className="size-4" />
          {t('composer.askLocation')}
        </p>
      )}
      {type === 'cta_url' && (
        <p className="mt-1.5 flex items-center justify-center gap-1.5 border-t pt-1.5 text-sm font-medium break-all text-accent-text">
          <ExternalLink aria-hidden className="size-4 shrink-0" />
          {button} {url && <span className="text-xs text-ink-2">{url}</span>}
        </p>
      )}
      {type === 'list' && (
        <details className="mt-1.5 border-t border-ink/15 pt-1.5">
          <summary className="flex items-center justify-center gap-1.5 text-sm font-medium text-accent-text">
            <List aria-hidden className="size-4" />
            {button ?? t('message.options', { count: options.length })}
          </summary>
          <ul className="mt-1 text-sm">
            {options.map((option) => (
              <li key={option.id} className="py-1">
                {option.title}
                {option.description && <span className="block text-xs text-ink-2">{option.description}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
      {type === 'buttons' && (
        <ul className="mt-1.5 flex flex-wrap gap-1 border-t border-ink/15 pt-1.5">
          {options.map((option) => (
            <li key={option.id} className="rounded-full border border-ink/20 px-2.5 py-0.5 text-sm font-medium text-accent-text">
              {option.title}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
