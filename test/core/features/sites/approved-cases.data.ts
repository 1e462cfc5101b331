/** An approved question, ways to say the same, and questions that only look like it. */
export interface ApprovedCase { readonly approved: string; readonly same: readonly string[]; readonly other: readonly string[] }

/** The rule was made with these in view. */
export const approvedCases: readonly ApprovedCase[] = [
  { approved: 'What are your opening hours?', same: ['What are your opening hours', 'opening hours', 'When are you open?', 'what time do you open?', 'Your opening hours please', 'WHEN DO YOU OPEN??'], other: ['What are your opening hours on Sunday?', 'When do you close?', 'Where do you open?', 'Are you open?', 'Why are you open?', 'When were you open?', 'Who opened the shop?', 'How do I open it?'] },
  { approved: 'Do you ship to France?', same: ['do you ship to france', 'Can you ship to France?', 'Are you shipping to France?'], other: ['Do you ship from France?', 'Do you ship to Germany?', 'How much is shipping to France?', 'When do you ship to France?', 'Do you not ship to France?', 'Do you ship to France and Italy?', 'Do you ship only to France?', 'Did you ship to France?'] },
  { approved: 'How much does delivery cost?', same: ['How much is delivery?', 'delivery cost', 'What does delivery cost?', 'What are the delivery fees?', 'delivery price?'], other: ['Do you offer delivery?', 'How long does delivery take?', 'How much does a teapot cost?', 'When is delivery?', 'How many deliveries are there?', 'How much does express delivery cost?', 'Who pays for delivery?', 'Is delivery free?'] },
  { approved: 'Can I return an item?', same: ['can i return items', 'May I return an item?', 'Could I return the item?'], other: ['How do I return an item?', 'Can you return an item?', "Can't I return an item?", 'Must I return an item?', 'When can I return an item?', 'Can I return an item without a receipt?', 'Can I exchange an item?', 'Can I return all items?', 'Where can I return an item?'] },
  { approved: 'Is there parking?', same: ['Do you have parking?', 'parking?', 'Is there any parking here?', 'Have you parking?'], other: ['Where is the parking?', 'How much is parking?', 'Is there no parking?', 'Is there parking for buses?', 'Is there bicycle parking?', 'Was there parking?', 'Who may park there?'] },
  { approved: 'What is the warranty of the TP-204?', same: ['warranty TP-204', 'TP-204 warranty?', 'What warranty has the TP-204?'], other: ['What is the warranty of the TP-205?', 'What is the price of the TP-204?', 'How long is the warranty of the TP-204?', 'Is the TP-204 good?', 'Is there a warranty of the TP-204?'] },
  { approved: 'How do I cancel my order?', same: ['How can I cancel my order?', 'how to cancel an order', 'How do I cancel orders?'], other: ['Can I cancel my order?', 'How do you cancel my order?', 'How do I change my order?', 'When can I cancel my order?', 'How much to cancel my order?', 'Why was my order cancelled?', 'How do I not cancel my order?'] },
  { approved: 'Is the train from London to Paris direct?', same: ['is the train from london to paris direct?', 'Are trains from London to Paris direct?'], other: ['Is the train from Paris to London direct?', 'Is the train from London to Rome direct?', 'When is the train from London to Paris?', 'Is the train from London to Paris not direct?'] },
  { approved: 'Where is your shop?', same: ['where are your shops', 'shop address', 'Where is the shop located?', 'What is the address of the shop?'], other: ['When is your shop open?', 'Who owns your shop?', 'Where is your other shop?', 'Do you have a shop?', 'Where was your shop?', 'Where is your warehouse?'] },
  { approved: 'Do you accept 50 euro notes?', same: ['do you accept 50 euro notes', 'Do you accept a 50 euro note?'], other: ['Do you accept 500 euro notes?', 'Do you accept 50 pound notes?', 'Do I accept 50 euro notes?', 'How many 50 euro notes do you accept?', "Don't you accept 50 euro notes?"] },
  { approved: '你们几点开门？', same: ['几点开门', '什么时候开门？', '你們幾點開門', '请问几点钟开门？', '开门时间', '您们什么时候开门呢'], other: ['你们几点关门？', '周日几点开门？', '你们为什么开门？', '在哪里开门？', '你们开门吗？', '门怎么开？', '几点不开门？'] },
  { approved: '可以退货吗？', same: ['能退货吗', '能不能退货？', '可不可以退货', '請問可以退貨嗎', '退货可以吗'], other: ['怎么退货？', '可以换货吗？', '退货要多少钱？', '多久可以退货？', '不可以退货吗？', '可以退货到哪里？', '食品可以退货吗？', '必须退货吗？'] },
  { approved: '运费多少钱？', same: ['运费是多少钱', '運費多少錢', '运费价格', '运费的价格？'], other: ['运费谁付？', '茶壶多少钱？', '什么时候付运费？', '国际运费多少钱？', '运费免吗？', '运费为什么这么贵？'] },
  { approved: '店在哪里？', same: ['店的地址', '店在哪儿', '请问店在什么地方', '店的位置在哪里'], other: ['仓库在哪里？', '店几点开？', '店是谁的？', '店里有什么？', '分店在哪里？', '店大吗？'] },
  { approved: '从上海到北京的快递要多久？', same: ['从上海到北京的快递多久', '從上海到北京的快遞要多久？', '从上海到北京快递要多长时间'], other: ['从北京到上海的快递要多久？', '从上海到北京的快递多少钱？', '从上海到南京的快递要多久？', '从上海到北京的快递安全吗？'] },
  { approved: '有没有会员折扣？', same: ['有会员折扣吗', '会员折扣有吗？', '有沒有會員折扣'], other: ['没有会员折扣吗？', '会员折扣是多少？', '怎么成为会员？', '学生有折扣吗？', '会员折扣什么时候有？', '只有会员有折扣吗？'] },
  { approved: '能用微信支付吗？', same: ['可以用微信支付吗', '能不能用微信支付', '能微信支付吗'], other: ['能用支付宝吗？', '怎么用微信支付？', '不能用微信支付吗？', '微信支付要手续费吗？', '只能用微信支付吗？', '微信是什么？'] },
  { approved: '怎么联系客服？', same: ['如何联系客服', '怎样联系客服？', '怎麼聯繫客服'], other: ['客服几点上班？', '为什么联系客服？', '客服是谁？', '怎么联系店长？', '能联系客服吗？', '怎么投诉客服？'] },
  { approved: '保修期多久？', same: ['保修期多长时间', '保修期有多久？', '保修期是多久'], other: ['保修期从什么时候开始？', '保修多少钱？', '保质期多久？', '电池保修期多久？', '过了保修期怎么办？'] },
  { approved: 'WiFi 密码是什么？', same: ['wifi密码', 'ＷｉＦｉ密码是什么', 'WiFi密碼是什麼？'], other: ['有WiFi吗？', 'WiFi密码在哪里？', 'WiFi密码怎么改？', 'WiFi为什么要密码？', '门的密码是什么？', 'WiFi密码不是什么？'] },
];

/** Written and then asked once, unseen: 14 of 30 paraphrases were understood and 1 of 46 others taken wrongly; the rule was then mended. */
export const firstUnseenCases: readonly ApprovedCase[] = [
 { approved: 'Do you offer gift wrapping?', same: ['Is gift wrapping available?', 'gift wrapping', 'Can you gift wrap it?', 'do you do gift wrapping'], other: ['How much is gift wrapping?', 'Do you offer gift cards?', 'Who does the gift wrapping?', 'Can I wrap the gift?', 'Do you offer free gift wrapping?'] },
 { approved: 'How long is the repair of a watch?', same: ['How long does a watch repair take?', 'how long is watch repair', 'watch repair duration'], other: ['How much is the repair of a watch?', 'Do you repair watches?', 'How long is the warranty of a watch?', 'How long is the watch strap?'] },
 { approved: 'Can I bring my dog?', same: ['Are dogs allowed?', 'may I bring a dog', 'Can we bring our dogs?'], other: ['Can I bring my cat?', 'Can I leave my dog?', 'Can you bring my dog?', 'Where can I bring my dog?', 'Can I not bring my dog?'] },
 { approved: 'What payment methods do you accept?', same: ['Which payment methods do you accept?', 'payment methods', 'How can I pay?'], other: ['When do you accept payment?', 'Do you accept card payment?', 'What payment methods do you not accept?', 'What is the payment term?'] },
 { approved: 'Are the cakes made with nuts?', same: ['are cakes made with nuts', 'Do the cakes contain nuts?'], other: ['Are the cakes made without nuts?', 'Are the biscuits made with nuts?', 'Are all the cakes made with nuts?', 'Who made the cakes with nuts?', 'Are nuts made with cakes?'] },
 { approved: '你们有儿童座椅吗？', same: ['有儿童座椅吗', '有没有儿童座椅？', '你們有兒童座椅嗎', '请问儿童座椅有吗'], other: ['儿童座椅多少钱？', '你们没有儿童座椅吗？', '儿童座椅在哪里？', '你们有儿童餐吗？', '儿童座椅怎么装？'] },
 { approved: '发票怎么开？', same: ['怎么开发票', '如何开发票？', '开发票怎么开'], other: ['能开发票吗？', '发票多久寄到？', '发票开错了怎么办？', '为什么不开发票？', '电子发票怎么开？'] },
 { approved: '最低起订量是多少？', same: ['最低起订量多少', '起订量最低是多少？', '最低起訂量是多少'], other: ['最高起订量是多少？', '最低价格是多少？', '为什么有最低起订量？', '样品的最低起订量是多少？'] },
 { approved: '周末营业吗？', same: ['周末营业不营业', '請問週末營業嗎', '周末开门吗'], other: ['周末几点营业？', '周末不营业吗？', '节假日营业吗？', '周末在哪里营业？', '周末只营业半天吗？'] },
 { approved: '你们给上海发货吗？', same: ['你们可以给上海发货吗', '上海发货吗'], other: ['你们从上海发货吗？', '你们给北京发货吗？', '给上海发货要多久？', '我给你们发货到上海吗？'] },
];

/** Asked once after that mending, unseen: 27 of 30 were understood and 1 of 49 others taken wrongly (a sentence turned round, refused since). */
export const secondUnseenCases: readonly ApprovedCase[] = [
 { approved: 'Do you have vegetarian dishes?', same: ['vegetarian dishes?', 'Are there vegetarian dishes?', 'Is there a vegetarian dish?', 'do you offer vegetarian dishes'], other: ['Do you have vegan dishes?', 'Which dishes are not vegetarian?', 'How much are vegetarian dishes?', 'Do you only have vegetarian dishes?', 'When do you have vegetarian dishes?'] },
 { approved: 'Is breakfast included in the room rate?', same: ['is breakfast included in the room rate', 'Does the room rate include breakfast?', 'breakfast included in room rate?'], other: ['Is dinner included in the room rate?', 'How much is breakfast?', 'Is breakfast not included in the room rate?', 'When is breakfast?', 'Is the room rate included in breakfast?'] },
 { approved: 'How do I reset the alarm?', same: ['How can I reset the alarm?', 'how to reset an alarm', 'resetting the alarm how'], other: ['How do I set the alarm?', 'Can I reset the alarm?', 'Why does the alarm reset?', 'When do I reset the alarm?', 'How do I reset the door?'] },
 { approved: 'Can I change the booking after payment?', same: ['may I change my booking after payment', 'Can I change a booking after payment?'], other: ['Can I change the booking before payment?', 'Can I change the payment after booking?', 'How do I change the booking after payment?', 'Can I cancel the booking after payment?', 'Can you change the booking after payment?'] },
 { approved: 'Where do I find the serial number?', same: ['Where can I find the serial number?', 'where is the serial number', 'location of serial number'], other: ['What is the serial number?', 'Where do I find the order number?', 'Why do I need the serial number?', 'How do I change the serial number?'] },
 { approved: '店里可以停车吗？', same: ['店里能停车吗', '店裡可不可以停車', '请问店里能不能停车'], other: ['店里停车多少钱？', '店里不能停车吗？', '店里可以充电吗？', '店在哪里停车？', '只有店里可以停车吗？'] },
 { approved: '茶叶怎么保存？', same: ['如何保存茶叶', '茶葉怎樣保存？', '怎么保存茶叶'], other: ['茶叶可以保存多久？', '茶叶怎么泡？', '为什么要保存茶叶？', '茶叶能保存吗？', '茶壶怎么保存？'] },
 { approved: '会员积分什么时候过期？', same: ['会员积分何时过期', '會員積分什麼時候過期？', '会员积分过期时间'], other: ['会员积分怎么用？', '会员什么时候过期？', '会员积分会过期吗？', '会员积分过期了怎么办？', '优惠券什么时候过期？'] },
 { approved: '支持货到付款吗？', same: ['货到付款支持吗', '支不支持货到付款', '請問支持貨到付款嗎'], other: ['不支持货到付款吗？', '货到付款要手续费吗？', '支持分期付款吗？', '货什么时候到？', '只支持货到付款吗？'] },
 { approved: '门票多少钱一张？', same: ['门票一张多少钱', '一张门票多少钱？', '門票多少錢一張'], other: ['儿童门票多少钱一张？', '门票在哪里买？', '两张门票多少钱？', '门票几点停售？', '年票多少钱一张？'] },
];
