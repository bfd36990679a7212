/** Why a rule may cost users less: which part of the requests meets the release, and for how long, before it is judged. */
export const EXPOSED: Readonly<Record<string, string>> = {
  'no gate': 'It shows the release to all.',
  'curl once': 'It asks one time, and goes back at once where that fails.',
  'Flagger, defaults':
    'It shows the release to 5 % of the requests for two minutes, ours to a third of them until the gate decides.',
  'Flagger, guide':
    'It shows the release to 5 % of the requests at first, ours to a third of them until the gate decides.',
  'Argo, inline': 'It shows the release to a fifth of the requests for five minutes.',
  'Argo, background': 'It shows the release to a fifth of the requests for ten minutes, then to more.',
}
