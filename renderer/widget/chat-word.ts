/** What the button is called: English, Chinese. Apart from the other messages, which are read when it is pressed. */
export const chatWord = ['Chat', '咨询'] as const;
