import { Ban, CircleHelp, Info, ListChecks, MousePointerClick } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { Message } from '@/client/types'
import { readDescription, readTitle, readWord } from '../../rules/content'
import { RichText } from '../rich-text'
import { ContactCards } from './contact-cards'
import { FormAnswers } from './form-answers'
import { InteractiveBody } from './interactive-body'
import { LocationCard } from './location-card'
import { MediaBody } from './media-body'
import { OrderCard } from './order-card'
import { TemplateBody } from './template-body'

/** What a message says, by its kind; a kind unknown here still shows its name and text. */
export function MessageBody({ message, customer }: { message: Message; customer: string }) {
  const { t } = useTranslation('inbox')
  const { kind, text, content } = message
  if (message.is_revoked)
    return (
      <>
        <Line icon={<Ban aria-hidden className="size-4" />}>{t('message.revoked')}</Line>
        {text && <RichText text={text} className="text-ink-2 line-through" />}
      </>
    )
  switch (kind) {
    case 'text':
      return <RichText text={text ?? ''} />
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return <MediaBody message={message} customer={customer} />
    case 'location':
      return <LocationCard content={content} />
    case 'contacts':
      return <ContactCards content={content} />
    case 'order':
      return <OrderCard content={content} />
    case 'form':
      return <FormAnswers content={content} />
    case 'interactive':
      return <InteractiveBody content={content} />
    case 'template':
      return <TemplateBody content={content} text={text} />
    case 'button':
      return <Line icon={<MousePointerClick aria-hidden className="size-4" />} label={t('message.kind.button')}>{readTitle(content) ?? text}</Line>
    case 'list':
      return (
        <>
          <Line icon={<ListChecks aria-hidden className="size-4" />} label={t('message.kind.list')}>{readTitle(content) ?? text}</Line>
          {readDescription(content) && <p className="pl-5.5 text-xs text-ink-2">{readDescription(content)}</p>}
        </>
      )
    case 'reaction':
      return <p className="text-2xl">{readWord(content, 'emoji') ?? text}</p>
    case 'system':
      return <Line icon={<Info aria-hidden className="size-4" />}>{text ?? (isTold(readWord(content, 'type')) ? t(`message.system.${readWord(content, 'type') as SystemType}`) : t('message.kind.system'))}</Line>
    case 'unsupported':
      return (
        <>
          <Line icon={<CircleHelp aria-hidden className="size-4" />}>{t('message.kind.unsupported')}</Line>
          <p className="text-xs text-ink-2">{t('message.unsupported')}</p>
        </>
      )
  }
}

const systemTypes = ['call_permission_reply', 'number_changed', 'user_id_changed', 'security_code_changed'] as const
type SystemType = (typeof systemTypes)[number]
const isTold = (type: string | null): type is SystemType => systemTypes.some((known) => known === type)

function Line({ icon, label, children }: { icon: React.ReactNode; label?: string; children: React.ReactNode }) {
  return (
    <p className="flex items-center gap-1.5">
      <span className="shrink-0 text-ink-2">{icon}</span>
      {label && <span className="sr-only">{label}: </span>}
      <span className="min-w-0 break-words">{children}</span>
    </p>
  )
}
