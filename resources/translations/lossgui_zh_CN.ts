<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name></name>
    <message>
        <source>&amp;New</source>
        <translation>新建(&amp;N)</translation>
    </message>
    <message>
        <source>Start again with the founding example</source>
        <translation>从最初的示例重新开始</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>Open a session, or arrays from .npy, .npz, .csv, .tsv or .txt files</source>
        <translation>打开会话，或打开 .npy、.npz、.csv、.tsv、.txt 文件中的数组</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>Save tensors and losses as a session file</source>
        <translation>把张量和损失保存为会话文件</translation>
    </message>
    <message>
        <source>Save &amp;As…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save the session under another name</source>
        <translation>用另一个名称保存会话</translation>
    </message>
    <message>
        <source>&amp;Export Plot…</source>
        <translation>导出图(&amp;E)…</translation>
    </message>
    <message>
        <source>Save the plot as PNG, SVG, PDF or CSV</source>
        <translation>把图保存为 PNG、SVG、PDF 或 CSV</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the selected cells or text</source>
        <translation>复制选中的单元格或文本</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>粘贴(&amp;P)</translation>
    </message>
    <message>
        <source>Paste numbers into the grid, or text</source>
        <translation>把数字粘贴到表格，或粘贴文本</translation>
    </message>
    <message>
        <source>&amp;Fill…</source>
        <translation>填充(&amp;F)…</translation>
    </message>
    <message>
        <source>Fill the selected cells: a constant, a ramp, random numbers, one-hot</source>
        <translation>填充选中的单元格：常数、等差序列、随机数或 one-hot</translation>
    </message>
    <message>
        <source>&amp;Add Loss</source>
        <translation>添加损失(&amp;A)</translation>
    </message>
    <message>
        <source>Write &amp;Your Own…</source>
        <translation>编写自己的损失(&amp;Y)…</translation>
    </message>
    <message>
        <source>Paste or write a loss function and add it to the losses</source>
        <translation>粘贴或编写一个损失函数，并加入损失表</translation>
    </message>
    <message>
        <source>&amp;Duplicate Loss</source>
        <translation>复制一份损失(&amp;D)</translation>
    </message>
    <message>
        <source>Add a copy of the selected loss, to change one choice and compare</source>
        <translation>添加所选损失的副本，只改一个选项即可比较</translation>
    </message>
    <message>
        <source>&amp;Remove Loss</source>
        <translation>删除损失(&amp;R)</translation>
    </message>
    <message>
        <source>Remove the selected loss</source>
        <translation>删除选中的损失</translation>
    </message>
    <message>
        <source>&amp;Compare the Others with This Loss</source>
        <translation>以此损失为基准比较(&amp;C)</translation>
    </message>
    <message>
        <source>Make the selected loss the one that the ratios refer to</source>
        <translation>把选中的损失设为计算比值的基准</translation>
    </message>
    <message>
        <source>Compare &amp;Eras</source>
        <translation>比较各代框架(&amp;E)</translation>
    </message>
    <message>
        <source>Fill the table with the selected loss in every framework era</source>
        <translation>在表中列出所选损失在每一代框架中的结果</translation>
    </message>
    <message>
        <source>&amp;Show as Code</source>
        <translation>显示为代码(&amp;S)</translation>
    </message>
    <message>
        <source>Show the selected loss as source code of a framework</source>
        <translation>把选中的损失显示为某个框架的源代码</translation>
    </message>
    <message>
        <source>Add Sample &amp;Weights</source>
        <translation>添加样本权重(&amp;W)</translation>
    </message>
    <message>
        <source>Give the selected loss a tensor of sample weights, all 1 at first</source>
        <translation>为选中的损失添加样本权重张量，初始值全为 1</translation>
    </message>
    <message>
        <source>Add &amp;Mask</source>
        <translation>添加掩码(&amp;M)</translation>
    </message>
    <message>
        <source>Give the selected loss a mask; 0 leaves a sample out</source>
        <translation>为选中的损失添加掩码；0 表示忽略该样本</translation>
    </message>
    <message>
        <source>Add Class Weig&amp;hts</source>
        <translation>添加类别权重(&amp;H)</translation>
    </message>
    <message>
        <source>Give the selected loss one weight per class, all 1 at first</source>
        <translation>为选中的损失的每个类别添加一个权重，初始值全为 1</translation>
    </message>
    <message>
        <source>Remo&amp;ve Weights and Mask</source>
        <translation>移除权重和掩码(&amp;V)</translation>
    </message>
    <message>
        <source>Let the selected loss read no weights and no mask; the tensors stay</source>
        <translation>让选中的损失不再读取权重和掩码；张量会保留</translation>
    </message>
    <message>
        <source>Step &amp;Into</source>
        <translation>进入下一步(&amp;I)</translation>
    </message>
    <message>
        <source>Go to the next step of the loss</source>
        <translation>转到损失的下一个步骤</translation>
    </message>
    <message>
        <source>Step &amp;Over</source>
        <translation>跳到下一次归约(&amp;O)</translation>
    </message>
    <message>
        <source>Go to the next step that reduces, or to the result</source>
        <translation>转到下一个归约步骤，或转到结果</translation>
    </message>
    <message>
        <source>Step &amp;Back</source>
        <translation>退回一步(&amp;B)</translation>
    </message>
    <message>
        <source>Go back one step</source>
        <translation>回到上一个步骤</translation>
    </message>
    <message>
        <source>Cross-chec&amp;k Now</source>
        <translation>立即核对(&amp;K)</translation>
    </message>
    <message>
        <source>Ask TensorFlow about every loss again</source>
        <translation>请 TensorFlow 重新计算每一个损失</translation>
    </message>
    <message>
        <source>&amp;Python for the Cross-Check…</source>
        <translation>核对所用的 Python(&amp;P)…</translation>
    </message>
    <message>
        <source>Choose the Python that has TensorFlow or another framework</source>
        <translation>选择装有 TensorFlow 或其他框架的 Python</translation>
    </message>
    <message>
        <source>Why &amp;Not My Number?</source>
        <translation>为什么不是我的数？(&amp;N)</translation>
    </message>
    <message>
        <source>As the &amp;System</source>
        <translation>跟随系统(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>浅色(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>深色(&amp;D)</translation>
    </message>
    <message>
        <source>Zoom &amp;In</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Larger text, grids and plots</source>
        <translation>放大文字、表格和图</translation>
    </message>
    <message>
        <source>Zoom &amp;Out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
    <message>
        <source>Smaller text, grids and plots</source>
        <translation>缩小文字、表格和图</translation>
    </message>
    <message>
        <source>&amp;Normal Size</source>
        <translation>正常大小(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Full Screen</source>
        <translation>全屏(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Command Palette…</source>
        <translation>命令面板(&amp;C)…</translation>
    </message>
    <message>
        <source>Find any command by typing a part of its name</source>
        <translation>输入命令名称的一部分来查找任何命令</translation>
    </message>
    <message>
        <source>&amp;Reset Layout</source>
        <translation>重置布局(&amp;R)</translation>
    </message>
    <message>
        <source>Put every panel back in its first place</source>
        <translation>把所有面板放回最初的位置</translation>
    </message>
    <message>
        <source>&amp;Next Lesson</source>
        <translation>下一课(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Previous Lesson</source>
        <translation>上一课(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;What&apos;s This?</source>
        <translation>这是什么？(&amp;W)</translation>
    </message>
    <message>
        <source>Click on anything to read what it is for</source>
        <translation>点击任何部件，查看它的用途</translation>
    </message>
    <message>
        <source>&amp;Keyboard Shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;System Information</source>
        <translation>系统信息(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;About lossgui</source>
        <translation>关于 lossgui(&amp;A)</translation>
    </message>
    <message>
        <source>Move to the next cell; with Shift to the one before</source>
        <translation>移到下一个单元格；加 Shift 移到上一个</translation>
    </message>
    <message>
        <source>Edit the cell&apos;s full-precision value</source>
        <translation>编辑单元格的完整精度数值</translation>
    </message>
    <message>
        <source>Leave the cell as it was</source>
        <translation>放弃对单元格的修改</translation>
    </message>
    <message>
        <source>Set the selected cells to 0</source>
        <translation>把选中的单元格设为 0</translation>
    </message>
    <message>
        <source>Set the selected cells to NaN</source>
        <translation>把选中的单元格设为 NaN</translation>
    </message>
    <message>
        <source>Go to the edge of the grid</source>
        <translation>移到表格边缘</translation>
    </message>
    <message>
        <source>Previous, next slice</source>
        <translation>上一个、下一个切片</translation>
    </message>
    <message>
        <source>Choose the axis that those keys move along</source>
        <translation>选择这些按键沿哪个轴移动</translation>
    </message>
    <message>
        <source>Fill down, fill right</source>
        <translation>向下填充、向右填充</translation>
    </message>
    <message>
        <source>Open or close the Code dock</source>
        <translation>打开或关闭“代码”面板</translation>
    </message>
    <message>
        <source>Add the code as a loss</source>
        <translation>把代码添加为损失</translation>
    </message>
    <message>
        <source>Put the code in the place of its loss&apos;s own</source>
        <translation>用这段代码替换该损失原来的代码</translation>
    </message>
    <message>
        <source>Move lines in and out</source>
        <translation>增加或减少行缩进</translation>
    </message>
    <message>
        <source>Leave the editor</source>
        <translation>离开编辑器</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存的更改</translation>
    </message>
    <message>
        <source>Save the changes to {0}?</source>
        <translation>要保存对 {0} 的更改吗？</translation>
    </message>
    <message>
        <source>They are lost if you do not save them.</source>
        <translation>如果不保存，这些更改将会丢失。</translation>
    </message>
    <message>
        <source>Changed file</source>
        <translation>文件已更改</translation>
    </message>
    <message>
        <source>{0} was changed after it was opened here.</source>
        <translation>{0} 在此处打开之后已被更改。</translation>
    </message>
    <message>
        <source>Another window or program saved it. Overwriting it loses what was saved there.</source>
        <translation>另一个窗口或程序保存过它。覆盖会丢失那里保存的内容。</translation>
    </message>
    <message>
        <source>The code in the editor cannot be kept until the next start: {0}.</source>
        <translation>编辑器中的代码无法保留到下次启动：{0}。</translation>
    </message>
    <message>
        <source>Copy it to another place, or add it as a loss and save the session.</source>
        <translation>请把代码复制到别处，或将其添加为损失并保存会话。</translation>
    </message>
    <message>
        <source>&amp;Overwrite</source>
        <translation>覆盖(&amp;O)</translation>
    </message>
    <message>
        <source>Code that is not kept</source>
        <translation>代码无法保留</translation>
    </message>
    <message>
        <source>Close and &amp;Lose It</source>
        <translation>关闭并放弃代码(&amp;L)</translation>
    </message>
    <message>
        <source>About lossgui</source>
        <translation>关于 lossgui</translation>
    </message>
    <message>
        <source>See how a loss value comes out of two tensors, step by step, and why two losses give different numbers. Free software under the MIT licence.</source>
        <translation>逐步查看损失值如何由两个张量算出，以及两个损失为什么给出不同的数。基于 MIT 许可证的自由软件。</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>语言 Language(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Loss</source>
        <translation>损失(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>Lear&amp;n</source>
        <translation>学习(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Open &amp;Recent</source>
        <translation>打开最近的文件(&amp;R)</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>Open a lesson: a question, and what to do about it</source>
        <translation>打开一课：一个问题，以及该做什么</translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation>工具栏</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>梯度</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>One loss</source>
        <translation>一个损失</translation>
    </message>
    <message>
        <source>All, unit length</source>
        <translation>全部，单位长度</translation>
    </message>
    <message>
        <source>Add a loss to see its gradient.</source>
        <translation>添加一个损失即可查看它的梯度。</translation>
    </message>
    <message>
        <source>{tensor} is empty, so there is no gradient to show.</source>
        <translation>{tensor} 为空，没有可显示的梯度。</translation>
    </message>
    <message>
        <source>{name}&apos;s gradient holds numbers that are not finite</source>
        <translation>{name} 的梯度含有非有限的数</translation>
    </message>
    <message>
        <source>{name}&apos;s gradient is 0 everywhere: it has no direction</source>
        <translation>{name} 的梯度处处为 0：没有方向</translation>
    </message>
    <message>
        <source>{name}&apos;s gradient is {ratio} × as long as {base}&apos;s, turned by {angle:.3g}° (cosine {cosine:.4g})</source>
        <translation>{name} 的梯度长度是 {base} 的 {ratio} 倍，方向相差 {angle:.3g}°（余弦 {cosine:.4g}）</translation>
    </message>
    <message>
        <source>{name}&apos;s gradient = −{ratio} × {base}&apos;s, opposite direction (cosine −1)</source>
        <translation>{name} 的梯度 = −{ratio} × {base} 的梯度，方向相反（余弦 −1）</translation>
    </message>
    <message>
        <source>{name}&apos;s gradient = {ratio} × {base}&apos;s, same direction (cosine 1)</source>
        <translation>{name} 的梯度 = {ratio} × {base} 的梯度，方向相同（余弦 1）</translation>
    </message>
    <message>
        <source>Each spot shows the number farthest from 0 among its neighbours.</source>
        <translation>每个色块显示相邻各数中离 0 最远的数。</translation>
    </message>
    <message>
        <source>1 of {count:,} numbers is not finite.</source>
        <translation>{count:,} 个数中有 1 个非有限。</translation>
    </message>
    <message>
        <source>{bad:,} of {count:,} numbers are not finite.</source>
        <translation>{count:,} 个数中有 {bad:,} 个非有限。</translation>
    </message>
    <message>
        <source>Gradients by {slice}, unit length</source>
        <translation>对 {slice} 的梯度，单位长度</translation>
    </message>
    <message>
        <source>No gradient has a direction: {notes}</source>
        <translation>没有梯度具有方向：{notes}</translation>
    </message>
    <message>
        <source>cell</source>
        <translation>单元格</translation>
    </message>
    <message>
        <source>cell of {tensor}</source>
        <translation>{tensor} 的单元格</translation>
    </message>
    <message>
        <source>∂loss/∂{tensor}, scaled to length 1</source>
        <translation>∂损失/∂{tensor}，长度缩放为 1</translation>
    </message>
    <message>
        <source>length {length}</source>
        <translation>长度 {length}</translation>
    </message>
    <message>
        <source>Nothing here is positive, so a logarithmic axis has no place for it.</source>
        <translation>这里没有正数，无法用对数轴显示。</translation>
    </message>
    <message>
        <source>Not shown on a logarithmic axis: 1 number that is zero or negative.</source>
        <translation>对数轴上未显示：1 个零或负数。</translation>
    </message>
    <message>
        <source>Not shown on a logarithmic axis: {count:,} numbers that are zero or negative.</source>
        <translation>对数轴上未显示：{count:,} 个零或负数。</translation>
    </message>
    <message>
        <source>{noun}s {first:,} to {last:,}: {name} from {low} to {high}, mean {middle}</source>
        <translation>{noun} {first:,} 到 {last:,}：{name} 从 {low} 到 {high}，平均 {middle}</translation>
    </message>
    <message>
        <source>Loss of each sample</source>
        <translation>每个样本的损失</translation>
    </message>
    <message>
        <source>Add a loss to see what each sample contributes.</source>
        <translation>添加一个损失即可查看每个样本的贡献。</translation>
    </message>
    <message>
        <source>{name} has no samples: a tensor is empty.</source>
        <translation>{name} 没有样本：有张量为空。</translation>
    </message>
    <message>
        <source>Nothing to plot: {name} has no samples, as a tensor is empty.</source>
        <translation>没有可绘制的内容：{name} 没有样本，因为有张量为空。</translation>
    </message>
    <message>
        <source>Nothing to plot: {names} have no samples, as a tensor is empty.</source>
        <translation>没有可绘制的内容：{names} 没有样本，因为有张量为空。</translation>
    </message>
    <message>
        <source>{name}: before {weights}.</source>
        <translation>{name}：应用 {weights} 之前。</translation>
    </message>
    <message>
        <source>{name} keeps {shape} losses for each sample; its bars are their mean.</source>
        <translation>{name} 为每个样本保留 {shape} 个损失；条形表示它们的平均值。</translation>
    </message>
    <message>
        <source>{name}: one bar for each index of axis {axis}, not of axis 0.</source>
        <translation>{name}：每个条形对应轴 {axis} 的一个下标，而不是轴 0。</translation>
    </message>
    <message>
        <source>sample</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>{count:,} samples in groups of {group:,}: the band spans each group&apos;s smallest and largest loss, the line is their mean.</source>
        <translation>{count:,} 个样本，每组 {group:,} 个：色带从每组的最小损失到最大损失，线是它们的平均值。</translation>
    </message>
    <message>
        <source>Loss of each sample; dashed: the final value</source>
        <translation>每个样本的损失；虚线：最终值</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Nothing to plot: {values}.</source>
        <translation>没有可绘制的内容：{values}。</translation>
    </message>
    <message>
        <source>These losses reduce the samples together, so there is one line for each.</source>
        <translation>这些损失把所有样本一起归约，所以每个损失只有一条线。</translation>
    </message>
    <message>
        <source>all samples together</source>
        <translation>全部样本</translation>
    </message>
    <message>
        <source>index along axis {axis}</source>
        <translation>沿轴 {axis} 的下标</translation>
    </message>
    <message>
        <source>index</source>
        <translation>下标</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>The gradients point different ways: no learning rate makes up for that, with SGD or with Adam.</source>
        <translation>两者的梯度方向不同：无论用 SGD 还是 Adam，都没有学习率能弥补这一点。</translation>
    </message>
    <message>
        <source>the first term</source>
        <translation>第一项</translation>
    </message>
    <message>
        <source>the second term</source>
        <translation>第二项</translation>
    </message>
    <message>
        <source>the third term</source>
        <translation>第三项</translation>
    </message>
    <message>
        <source>the fourth term</source>
        <translation>第四项</translation>
    </message>
    <message>
        <source>the fifth term</source>
        <translation>第五项</translation>
    </message>
    <message>
        <source>the sixth term</source>
        <translation>第六项</translation>
    </message>
    <message>
        <source>{b} = {a} for every input{provided}.</source>
        <translation>对任何输入{provided}，{b} = {a}。</translation>
    </message>
    <message>
        <source>{b} = {factor} * {a} for every input{provided}{here}.</source>
        <translation>对任何输入{provided}，{b} = {factor} * {a}{here}。</translation>
    </message>
    <message>
        <source>Whether {b} is a fixed multiple of {a} could not be proven either way.</source>
        <translation>{b} 是否为 {a} 的固定倍数，既未能证明，也未能否定。</translation>
    </message>
    <message>
        <source>{b} is no fixed multiple of {a}: they part at the step &apos;{step}&apos; of {whose}.</source>
        <translation>{b} 不是 {a} 的固定倍数：两者从 {whose} 的步骤“{step}”开始不同。</translation>
    </message>
    <message>
        <source>The gradients are the same as well, kinks aside.</source>
        <translation>梯度也相同（不可导点除外）。</translation>
    </message>
    <message>
        <source>The gradients are the same as well.</source>
        <translation>梯度也相同。</translation>
    </message>
    <message>
        <source>{b} is 0 everywhere, so nothing can be learned from it.</source>
        <translation>{b} 处处为 0，无法从中学到任何东西。</translation>
    </message>
    <message>
        <source>{b} = {factor}{a} plus a constant, for every input{here}.</source>
        <translation>对任何输入，{b} = {factor}{a} 加一个常数{here}。</translation>
    </message>
    <message>
        <source>{whose} has {terms} besides the terms of {other}.</source>
        <translation>{whose} 除了 {other} 的各项之外，还有 {terms}。</translation>
    </message>
    <message>
        <source>{whose} has {terms} besides the terms of {other}; of these {b} takes {factors}.</source>
        <translation>{whose} 除了 {other} 的各项之外，还有 {terms}；其中 {b} 取 {factors}。</translation>
    </message>
    <message>
        <source>{b} has the terms of {a} with other factors: {factors}.</source>
        <translation>{b} 含有 {a} 的各项，但系数不同：{factors}。</translation>
    </message>
    <message>
        <source>{factor} times {term}</source>
        <translation>{factor} 乘以 {term}</translation>
    </message>
    <message>
        <source>{factor} (here {value}) times {term}</source>
        <translation>{factor}（此处为 {value}）乘以 {term}</translation>
    </message>
    <message>
        <source>term {n}</source>
        <translation>第 {n} 项</translation>
    </message>
    <message>
        <source>A constant moves no gradient: the gradients are the same.</source>
        <translation>常数不影响梯度：两者的梯度相同。</translation>
    </message>
    <message>
        <source>Against {first}, {b} weighs {second} {beta} times as much as {a}{here}: its effective beta, relative to {a}.</source>
        <translation>相对于 {first}，{b} 给 {second} 的权重是 {a} 的 {beta} 倍{here}：这就是它相对于 {a} 的有效 beta。</translation>
    </message>
    <message>
        <source> with {condition}</source>
        <translation>（{condition}）</translation>
    </message>
    <message>
        <source>; here {sizes}, so {ratio}</source>
        <translation>；此处 {sizes}，即 {ratio}</translation>
    </message>
    <message>
        <source>only in {name}</source>
        <translation>只在 {name} 中</translation>
    </message>
    <message>
        <source>factor {factor}</source>
        <translation>系数 {factor}</translation>
    </message>
    <message>
        <source>factor {factor} = {value}</source>
        <translation>系数 {factor} = {value}</translation>
    </message>
    <message>
        <source>{factor}: {formula}</source>
        <translation>{factor}：{formula}</translation>
    </message>
    <message>
        <source>{names} and {last}</source>
        <translation>{names} 和 {last}</translation>
    </message>
    <message>
        <source>{sentence}.</source>
        <translation>{sentence}。</translation>
    </message>
    <message>
        <source>{name}: {sentence}</source>
        <translation>{name}：{sentence}</translation>
    </message>
    <message>
        <source>{shape} losses</source>
        <translation>{shape} 个损失</translation>
    </message>
    <message>
        <source>{name} is {value} at {noun} {place}</source>
        <translation>{name} 在{noun} {place} 处为 {value}</translation>
    </message>
    <message>
        <source>{name} is not finite at {bad:,} of {count:,} {noun}s</source>
        <translation>{name} 在 {count:,} 个{noun}中有 {bad:,} 个非有限</translation>
    </message>
    <message>
        <source>Stream of batches</source>
        <translation>批次流</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>The loss&apos;s own metric</source>
        <translation>损失对应的指标</translation>
    </message>
    <message>
        <source>Add a loss to put batches through it.</source>
        <translation>添加一个损失，然后逐批计算。</translation>
    </message>
    <message>
        <source>A stream needs tensors whose first axis holds samples.</source>
        <translation>批次流需要第一个轴为样本的张量。</translation>
    </message>
    <message>
        <source>No batch has come yet: press New Batch.</source>
        <translation>还没有批次：请按“新批次”。</translation>
    </message>
    <message>
        <source>{name}, batch</source>
        <translation>{name}，本批</translation>
    </message>
    <message>
        <source>{name}, so far</source>
        <translation>{name}，累计</translation>
    </message>
    <message>
        <source>Batch {number}: points are the batch alone, lines what is shown so far</source>
        <translation>第 {number} 批：点是单独这一批，线是目前显示的值</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>{name} averages {rule}; {metric} is computed from its state variables.</source>
        <translation>{name} 的平均方式：{rule}；{metric} 由它的状态变量算出。</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>批次流</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Samples in one batch</source>
        <translation>一个批次中的样本数</translation>
    </message>
    <message>
        <source>Batches seen</source>
        <translation>已处理批次</translation>
    </message>
    <message>
        <source>How many batches have gone through</source>
        <translation>已经处理了多少批次</translation>
    </message>
    <message>
        <source>New Batch</source>
        <translation>新批次</translation>
    </message>
    <message>
        <source>Put the next samples through loss and metric</source>
        <translation>用损失和指标处理下一批样本</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Set the state variables back to 0</source>
        <translation>把状态变量重新设为 0</translation>
    </message>
    <message>
        <source>Loss as one cell varies</source>
        <translation>损失随一个单元格的变化</translation>
    </message>
    <message>
        <source>Select a cell in a grid: the sweep varies its value.</source>
        <translation>请在表格中选择一个单元格：扫描会改变它的值。</translation>
    </message>
    <message>
        <source>Add a loss to see how it follows one cell.</source>
        <translation>添加一个损失，查看它如何随一个单元格变化。</translation>
    </message>
    <message>
        <source>Loss as {cell} varies</source>
        <translation>损失随 {cell} 的变化</translation>
    </message>
    <message>
        <source>{cell} is {value} at present.</source>
        <translation>{cell} 目前为 {value}。</translation>
    </message>
    <message>
        <source>value of {cell}</source>
        <translation>{cell} 的值</translation>
    </message>
    <message>
        <source>{name} has no finite value, whatever number from {low:g} to {high:g} it is.</source>
        <translation>无论取 {low:g} 到 {high:g} 的哪个数，{name} 都没有有限的值。</translation>
    </message>
    <message>
        <source>{names} have no finite value, whatever number from {low:g} to {high:g} it is.</source>
        <translation>无论取 {low:g} 到 {high:g} 的哪个数，{names} 都没有有限的值。</translation>
    </message>
    <message>
        <source>{tensor} is empty, so there is no cell to vary.</source>
        <translation>{tensor} 为空，没有可改变的单元格。</translation>
    </message>
    <message>
        <source>{name} is not reduced to one number, so it has no curve.</source>
        <translation>{name} 没有归约为一个数，所以没有曲线。</translation>
    </message>
    <message>
        <source>{name} reads {tensor} twice, so it has no curve.</source>
        <translation>{name} 两次读取 {tensor}，所以没有曲线。</translation>
    </message>
    <message>
        <source>{name} does not read {tensor}.</source>
        <translation>{name} 不读取 {tensor}。</translation>
    </message>
    <message>
        <source>{name} is not finite at {gaps} of the {count} values tried.</source>
        <translation>在尝试的 {count} 个值中，{name} 有 {gaps} 处非有限。</translation>
    </message>
    <message>
        <source>Sweep</source>
        <translation>扫描</translation>
    </message>
    <message>
        <source>The gradients point opposite ways; {b}&apos;s is {factor} times as long, so SGD takes the same steps with {a} if its learning rate is multiplied by it.</source>
        <translation>两者的梯度方向相反；{b} 的梯度长度是 {factor} 倍，因此若把 {a} 的学习率乘以它，SGD 走的步子相同。</translation>
    </message>
    <message>
        <source>Adam goes the opposite way as well, with steps of the same length up to its epsilon; clipping by norm and a weight penalty feel the factor.</source>
        <translation>Adam 也朝相反方向走，步长除 epsilon 的影响外相同；按范数裁剪和权重惩罚会受该系数影响。</translation>
    </message>
    <message>
        <source>The gradients point the same way; {b}&apos;s is {factor} times as long, so SGD takes the same steps with {a} if its learning rate is multiplied by it.</source>
        <translation>两者的梯度方向相同；{b} 的梯度长度是 {factor} 倍，因此若把 {a} 的学习率乘以它，SGD 走的步子相同。</translation>
    </message>
    <message>
        <source>Adam takes the same steps with both, because the factor cancels up to its epsilon; clipping by norm and a weight penalty feel the factor.</source>
        <translation>Adam 对两者走的步子相同，因为除 epsilon 的影响外该系数会被约去；按范数裁剪和权重惩罚会受该系数影响。</translation>
    </message>
    <message>
        <source>{formula}: an array of shape {shape} has no elements.</source>
        <translation>{formula}：形状为 {shape} 的数组没有元素。</translation>
    </message>
    <message>
        <source>{done}.</source>
        <translation>{done}。</translation>
    </message>
    <message>
        <source>Each element by itself; its only element: {done}.</source>
        <translation>逐个元素计算；唯一的元素：{done}。</translation>
    </message>
    <message>
        <source>Each element by itself; at {cell}: {done}.</source>
        <translation>逐个元素计算；在 {cell} 处：{done}。</translation>
    </message>
    <message>
        <source>{at}{total} = {terms}.</source>
        <translation>{at}{total} = {terms}。</translation>
    </message>
    <message>
        <source>{at}{value} = {total} / {size}: {terms} = {total}; the mean divides by {count}.</source>
        <translation>{at}{value} = {total} / {size}：{terms} = {total}；求平均时除以 {count}。</translation>
    </message>
    <message>
        <source>{at}{value} is the smallest of {count} elements.</source>
        <translation>{at}{value} 是 {count} 个元素中最小的。</translation>
    </message>
    <message>
        <source>{at}{value} is the largest of {count} elements.</source>
        <translation>{at}{value} 是 {count} 个元素中最大的。</translation>
    </message>
    <message>
        <source>{at}{value} is the logarithm of the sum of the exponentials of {count} elements.</source>
        <translation>{at}{value} 是 {count} 个元素的指数之和的对数。</translation>
    </message>
    <message>
        <source>{at}{place} is the place, from 0 on, of the smallest of {count} elements.</source>
        <translation>{at}{place} 是 {count} 个元素中最小者的位置（从 0 开始）。</translation>
    </message>
    <message>
        <source>{at}{place} is the place, from 0 on, of the largest of {count} elements.</source>
        <translation>{at}{place} 是 {count} 个元素中最大者的位置（从 0 开始）。</translation>
    </message>
    <message>
        <source>{at}{value} is the middle one of {count} ordered elements.</source>
        <translation>{at}{value} 是排序后 {count} 个元素的中间一个。</translation>
    </message>
    <message>
        <source>{at}{value} is the mean of the two middle ones of {count} ordered elements.</source>
        <translation>{at}{value} 是排序后 {count} 个元素的中间两个的平均。</translation>
    </message>
    <message>
        <source>{at}{value} is the element at which the weights of the ordered elements reach {share} of their sum or, where that is met exactly, the next one.</source>
        <translation>{at}{value} 是排序后权重累计达到总和的 {share} 时的元素；若恰好达到，则取下一个元素。</translation>
    </message>
    <message>
        <source>{at}{value} is the element at which the weights of the ordered elements reach {share} of their sum.</source>
        <translation>{at}{value} 是排序后权重累计达到总和的 {share} 时的元素。</translation>
    </message>
    <message>
        <source>The places along this axis have the numbers 0 to {last}.</source>
        <translation>沿此轴的位置编号为 0 到 {last}。</translation>
    </message>
    <message>
        <source>{done}: a division by 0 gives 0 here.</source>
        <translation>{done}：在这里除以 0 得 0。</translation>
    </message>
    <message>
        <source>{done}; {name} = {value} is the {meaning}.</source>
        <translation>{done}；{name} = {value}，即{meaning}。</translation>
    </message>
    <message>
        <source>{done}; with the n inside the mask&apos;s weights it divides by {name}: {name} = {value} is the {meaning}.</source>
        <translation>{done}；连同掩码权重中所含的 n，除数为 {name}：{name} = {value}，即{meaning}。</translation>
    </message>
    <message>
        <source>What was repeated is added up: the shape goes from {before} to {after}.</source>
        <translation>把重复过的部分加起来：形状由 {before} 变为 {after}。</translation>
    </message>
    <message>
        <source>{test} holds for {taken} of {count} elements: they take the first value, the other {others} the second.</source>
        <translation>{count} 个元素中有 {taken} 个满足 {test}：它们取第一个值，其余 {others} 个取第二个值。</translation>
    </message>
    <message>
        <source>1 of {count} elements was moved into {low} .. {high}.</source>
        <translation>{count} 个元素中有 1 个被移入 {low} .. {high}。</translation>
    </message>
    <message>
        <source>{changed} of {count} elements were moved into {low} .. {high}.</source>
        <translation>{count} 个元素中有 {changed} 个被移入 {low} .. {high}。</translation>
    </message>
    <message>
        <source>{formula} holds for {holds} of {count} elements.</source>
        <translation>{count} 个元素中有 {holds} 个满足 {formula}。</translation>
    </message>
    <message>
        <source>the larger of {a} and {b}</source>
        <translation>{a} 与 {b} 中较大者</translation>
    </message>
    <message>
        <source>the smaller of {a} and {b}</source>
        <translation>{a} 与 {b} 中较小者</translation>
    </message>
    <message>
        <source>{a} rounded down</source>
        <translation>{a} 向下取整</translation>
    </message>
    <message>
        <source>{a} rounded up</source>
        <translation>{a} 向上取整</translation>
    </message>
    <message>
        <source>{a} rounded</source>
        <translation>{a} 四舍六入五成双</translation>
    </message>
    <message>
        <source>{a} without its decimals</source>
        <translation>{a} 去掉小数部分</translation>
    </message>
    <message>
        <source>The numbers stay; the shape goes from {before} to {after}.</source>
        <translation>数字不变；形状由 {before} 变为 {after}。</translation>
    </message>
    <message>
        <source>The axes change places to {order}: the shape goes from {before} to {after}.</source>
        <translation>轴的次序改为 {order}：形状由 {before} 变为 {after}。</translation>
    </message>
    <message>
        <source>The cut [{cut}] takes {taken} of {count} elements: the shape goes from {before} to {after}.</source>
        <translation>切片 [{cut}] 取出 {count} 个元素中的 {taken} 个：形状由 {before} 变为 {after}。</translation>
    </message>
    <message>
        <source>The {count} elements go back to [{cut}]; the other {others} are 0, since the cut left them out.</source>
        <translation>这 {count} 个元素放回 [{cut}]；其余 {others} 个为 0，因为切片没有取它们。</translation>
    </message>
    <message>
        <source>Behind each other along axis {axis}: {shapes} make {shape}.</source>
        <translation>沿轴 {axis} 依次拼接：{shapes} 得到 {shape}。</translation>
    </message>
    <message>
        <source>{at}{value} = {terms}, each the product of an element of the row and one of the column.</source>
        <translation>{at}{value} = {terms}，每一项是行中一个元素与列中一个元素的乘积。</translation>
    </message>
    <message>
        <source>{at}{value} = {terms}, up to its own element.</source>
        <translation>{at}{value} = {terms}，加到它自己的元素为止。</translation>
    </message>
    <message>
        <source>{at}{value} = {factors} * … ({count} factors).</source>
        <translation>{at}{value} = {factors} * …（共 {count} 个因子）。</translation>
    </message>
    <message>
        <source>{at}{value} = {factors}.</source>
        <translation>{at}{value} = {factors}。</translation>
    </message>
    <message>
        <source>{start} + … ({count} terms)</source>
        <translation>{start} + …（共 {count} 项）</translation>
    </message>
    <message>
        <source>At {cell}: </source>
        <translation>在 {cell} 处：</translation>
    </message>
    <message>
        <source>A blank stands before, between and after the {count} labels of each sequence: {first} for the first one.</source>
        <translation>每个序列的 {count} 个标签之前、之间和之后都有一个空白符：第一个序列为 {first}。</translation>
    </message>
    <message>
        <source>Before the first frame a path is at the first blank: ln 1 = 0.</source>
        <translation>在第一帧之前，路径位于第一个空白符：ln 1 = 0。</translation>
    </message>
    <message>
        <source>ln P of all paths to each state after each frame: a path stays, goes one state on, or skips a blank between two different labels. At {place}: ln({ways}) + the symbol&apos;s score {score} = {value}.</source>
        <translation>每一帧之后到达各状态的所有路径的 ln P：路径停留、前进一个状态，或跳过两个不同标签之间的空白符。在 {place} 处：ln({ways}) + 该符号的得分 {score} = {value}。</translation>
    </message>
    <message>
        <source>A path may end in the last label or the blank behind it, after the last frame: {ending} cells of the first sequence&apos;s table are 0, the others cost.</source>
        <translation>最后一帧之后，路径可以结束于最后一个标签或其后的空白符：第一个序列的表中有 {ending} 个单元格为 0，其余的有代价。</translation>
    </message>
    <message>
        <source>Compare eras of {name}</source>
        <translation>比较 {name} 的各代框架</translation>
    </message>
    <message>
        <source>Edit {cell}</source>
        <translation>编辑 {cell}</translation>
    </message>
    <message>
        <source>Edit {count} cells of {name}</source>
        <translation>编辑 {name} 的 {count} 个单元格</translation>
    </message>
    <message>
        <source>the dialect&apos;s own</source>
        <translation>由方言决定</translation>
    </message>
    <message>
        <source>Replace {name}</source>
        <translation>替换 {name}</translation>
    </message>
    <message>
        <source>Replace {count} tensors</source>
        <translation>替换 {count} 个张量</translation>
    </message>
    <message>
        <source>Add {name}</source>
        <translation>添加 {name}</translation>
    </message>
    <message>
        <source>Add {count} tensors</source>
        <translation>添加 {count} 个张量</translation>
    </message>
    <message>
        <source>Change loss of {name} to {loss}</source>
        <translation>把 {name} 的损失改为 {loss}</translation>
    </message>
    <message>
        <source>Change dialect of {name} to {dialect}</source>
        <translation>把 {name} 的方言改为 {dialect}</translation>
    </message>
    <message>
        <source>Change loss {name}</source>
        <translation>更改损失 {name}</translation>
    </message>
    <message>
        <source>Change {choice} of {name} to {value}</source>
        <translation>把 {name} 的 {choice} 改为 {value}</translation>
    </message>
    <message>
        <source>all axes</source>
        <translation>全部轴</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>移除 {name}</translation>
    </message>
    <message>
        <source>Add loss {name}</source>
        <translation>添加损失 {name}</translation>
    </message>
    <message>
        <source>Duplicate loss {name}</source>
        <translation>复制损失 {name}</translation>
    </message>
    <message>
        <source>Remove loss {name}</source>
        <translation>删除损失 {name}</translation>
    </message>
    <message>
        <source>Change tensors of {name}</source>
        <translation>更改 {name} 的张量</translation>
    </message>
    <message>
        <source>Rename loss {name} to {new}</source>
        <translation>把损失 {name} 重命名为 {new}</translation>
    </message>
    <message>
        <source>Make {name} the reference</source>
        <translation>把 {name} 设为基准</translation>
    </message>
    <message>
        <source>Change dtype to {dtype}</source>
        <translation>把 dtype 改为 {dtype}</translation>
    </message>
    <message>
        <source>Change dialect to {dialect}</source>
        <translation>把方言改为 {dialect}</translation>
    </message>
    <message>
        <source>sample weights</source>
        <translation>样本权重</translation>
    </message>
    <message>
        <source>mask</source>
        <translation>掩码</translation>
    </message>
    <message>
        <source>class weights</source>
        <translation>类别权重</translation>
    </message>
    <message>
        <source>weights of positive labels</source>
        <translation>正类标签的权重</translation>
    </message>
    <message>
        <source>weights of the items</source>
        <translation>各项的权重</translation>
    </message>
    <message>
        <source>Add {tensor} to {name}</source>
        <translation>为 {name} 添加{tensor}</translation>
    </message>
    <message>
        <source>Remove the weights of {name}</source>
        <translation>移除 {name} 的权重</translation>
    </message>
    <message>
        <source>the batches&apos; losses, weighted by their numbers of samples</source>
        <translation>各批次的损失，按样本数加权</translation>
    </message>
    <message>
        <source>the plain mean over the batches, whatever their size</source>
        <translation>各批次的简单平均，不论批次大小</translation>
    </message>
    <message>
        <source>the loss of the last batch alone</source>
        <translation>只取最后一个批次的损失</translation>
    </message>
    <message>
        <source>each value weighted by its batch&apos;s size, so n counts twice</source>
        <translation>每个值按所在批次的大小加权，因此 n 计入两次</translation>
    </message>
    <message>
        <source>a vector: the batches&apos; values averaged place by place</source>
        <translation>一个向量：各批次的值逐个位置取平均</translation>
    </message>
    <message>
        <source>number of labels, at least 1</source>
        <translation>标签个数（至少为 1）</translation>
    </message>
    <message>
        <source>number of loss values</source>
        <translation>损失值的个数</translation>
    </message>
    <message>
        <source>number of entries that the mask keeps</source>
        <translation>掩码保留的项数</translation>
    </message>
    <message>
        <source>number of weights that are not 0</source>
        <translation>不为 0 的权重个数</translation>
    </message>
    <message>
        <source>sum of the weights as given</source>
        <translation>所给权重之和</translation>
    </message>
    <message>
        <source>number of loss values that the mask keeps</source>
        <translation>掩码保留的损失值个数</translation>
    </message>
    <message>
        <source>number of elements</source>
        <translation>元素个数</translation>
    </message>
    <message>
        <source>number of lists, at least 1</source>
        <translation>列表个数（至少为 1）</translation>
    </message>
    <message>
        <source>number of samples</source>
        <translation>样本个数</translation>
    </message>
    <message>
        <source>sum of the weights</source>
        <translation>权重之和</translation>
    </message>
    <message>
        <source>sum of the variances of the truth</source>
        <translation>真实值的方差之和</translation>
    </message>
    <message>
        <source>number of valid loss values</source>
        <translation>有效损失值的个数</translation>
    </message>
    <message>
        <source>sum of the weights of all elements</source>
        <translation>全部元素的权重之和</translation>
    </message>
    <message>
        <source>number of elements whose weight is not 0</source>
        <translation>权重不为 0 的元素个数</translation>
    </message>
    <message>
        <source>number of samples that are not ignored</source>
        <translation>未被忽略的样本个数</translation>
    </message>
    <message>
        <source>sum of the true classes&apos; weights</source>
        <translation>真实类别的权重之和</translation>
    </message>
    <message>
        <source>length of the input&apos;s first axis</source>
        <translation>输入第一个轴的长度</translation>
    </message>
    <message>
        <source>{name} = {value:g}, the {meaning}</source>
        <translation>{name} = {value:g}，即{meaning}</translation>
    </message>
    <message>
        <source>{name} = {count}, the numbers that each mean over {axes} is of</source>
        <translation>{name} = {count}，即对 {axes} 每次取平均的数的个数</translation>
    </message>
    <message>
        <source>number of pairs of one label</source>
        <translation>同一标签的样本对个数</translation>
    </message>
    <message>
        <source>Disagrees: {version} gives {value}, but here: {error}.</source>
        <translation>不一致：{version} 给出 {value}，而此处：{error}。</translation>
    </message>
    <message>
        <source>only one of the two raises</source>
        <translation>只有一方抛出错误</translation>
    </message>
    <message>
        <source>Agrees: both refuse. {version} raises {error}</source>
        <translation>一致：双方都拒绝计算。{version} 抛出 {error}</translation>
    </message>
    <message>
        <source>Disagrees: here the value is {value}, but {version} raises {error}</source>
        <translation>不一致：此处的值为 {value}，而 {version} 抛出 {error}</translation>
    </message>
    <message>
        <source>Disagrees: {version} gives {value}; the first to differ is {parted}.</source>
        <translation>不一致：{version} 给出 {value}；最先不同的是 {parted}。</translation>
    </message>
    <message>
        <source>Agrees: {version} gives {value}. The difference {difference:.1g} comes of rounding.</source>
        <translation>一致：{version} 给出 {value}。相差的 {difference:.1g} 来自舍入。</translation>
    </message>
    <message>
        <source>Agrees: {version} gives {value}.</source>
        <translation>一致：{version} 给出 {value}。</translation>
    </message>
    <message>
        <source>{count} values from {first} on</source>
        <translation>从 {first} 开始的 {count} 个值</translation>
    </message>
</context>
<context>
    <name>AdviceBox</name>
    <message>
        <source>About this Python</source>
        <translation>关于这个 Python</translation>
    </message>
    <message>
        <source>Command that adds TensorFlow</source>
        <translation>安装 TensorFlow 的命令</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>复制命令</translation>
    </message>
</context>
<context>
    <name>AnswersModel</name>
    <message>
        <source>value {0} in {1}</source>
        <translation>值为 {0}，精度 {1}</translation>
    </message>
    <message>
        <source>digits that agree: {0}</source>
        <translation>一致的数字：{0}</translation>
    </message>
    <message>
        <source>all {0} digits agree</source>
        <translation>全部 {0} 位数字一致</translation>
    </message>
    <message>
        <source>differs by: {0}</source>
        <translation>不同之处：{0}</translation>
    </message>
    <message>
        <source>all choices are the defaults</source>
        <translation>所有选项均为默认值</translation>
    </message>
    <message>
        <source>the same here: {0}</source>
        <translation>此处结果相同：{0}</translation>
    </message>
</context>
<context>
    <name>Axis</name>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Axis {axis} is named twice in {text}; name it once.</source>
        <translation>轴 {axis} 在 {text} 中出现了两次；请只写一次。</translation>
    </message>
    <message>
        <source>Type an axis: a number such as -1, several as (0, 1), or all.</source>
        <translation>请输入轴：一个整数如 -1，多个轴如 (0, 1)，或者 all（全部）。</translation>
    </message>
    <message>
        <source>“{text}” is not an axis. Write a whole number such as -1, several as (0, 1), or all.</source>
        <translation>“{text}”不是轴。请写一个整数如 -1，多个轴如 (0, 1)，或者 all（全部）。</translation>
    </message>
    <message>
        <source>The tensors are single numbers, so they have no axis; write all.</source>
        <translation>这些张量是单个数字，没有轴；请写 all（全部）。</translation>
    </message>
    <message>
        <source>There is no axis {axis}: the tensors have only axis 0 (or -1).</source>
        <translation>没有轴 {axis}：这些张量只有轴 0（即 -1）。</translation>
    </message>
    <message>
        <source>There is no axis {axis}: the tensors have the axes {first} (or {last}).</source>
        <translation>没有轴 {axis}：这些张量的轴为 {first}（即 {last}）。</translation>
    </message>
</context>
<context>
    <name>AxisNames</name>
    <message>
        <source>samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>outputs</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>channels</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>axis</source>
        <translation>轴</translation>
    </message>
    <message>
        <source>sample</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>time step</source>
        <translation>时间步</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>place</source>
        <translation>位置</translation>
    </message>
</context>
<context>
    <name>AxisSlider</name>
    <message>
        <source>Place on axis {0}</source>
        <translation>在轴 {0} 上的位置</translation>
    </message>
    <message>
        <source>{0}: 0 to {1}</source>
        <translation>{0}：0 到 {1}</translation>
    </message>
    <message>
        <source>{0}: this axis is empty</source>
        <translation>{0}：此轴为空</translation>
    </message>
    <message>
        <source>Ctrl+Page Up and Ctrl+Page Down in the grid move it.</source>
        <translation>在表格中按 Ctrl+Page Up 和 Ctrl+Page Down 移动它。</translation>
    </message>
    <message>
        <source>Alt+Up and Alt+Down in the grid choose the axis for Ctrl+Page Up / Down.</source>
        <translation>在表格中按 Alt+↑ 和 Alt+↓ 选择 Ctrl+Page Up / Down 所移动的轴。</translation>
    </message>
</context>
<context>
    <name>Badge</name>
    <message>
        <source>refuses</source>
        <translation>拒绝计算</translation>
    </message>
    <message>
        <source>{name} ok</source>
        <translation>{name} 一致</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>不一致</translation>
    </message>
    <message>
        <source>no {name}</source>
        <translation>无 {name}</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>{name} n/a</source>
        <translation>{name} 不适用</translation>
    </message>
    <message>
        <source>F9 also asks {names}, each in its own dialect.</source>
        <translation>按 F9 还会询问 {names}，各用自己的方言。</translation>
    </message>
    <message>
        <source>{name} differs</source>
        <translation>{name} 不一致</translation>
    </message>
    <message>
        <source>{name} refuses</source>
        <translation>{name} 拒绝</translation>
    </message>
    <message>
        <source>{framework}, asked as {dialect}:
{said}</source>
        <translation>{framework}，按 {dialect} 询问：
{said}</translation>
    </message>
    <message>
        <source>asking…</source>
        <translation>询问中…</translation>
    </message>
    <message>
        <source>The framework is computing.</source>
        <translation>框架正在计算。</translation>
    </message>
    <message>
        <source>Nobody has been asked about these numbers. F9 asks.</source>
        <translation>这些数字还没有核对过。按 F9 核对。</translation>
    </message>
    <message>
        <source>not asked</source>
        <translation>未核对</translation>
    </message>
    <message>
        <source>{framework}: {theirs}
Here: {ours}</source>
        <translation>{framework}：{theirs}
此处：{ours}</translation>
    </message>
    <message>
        <source>Allowed difference: {tolerance} ({reason})</source>
        <translation>允许误差：{tolerance}（{reason}）</translation>
    </message>
    <message>
        <source>A double-click chooses another Python.</source>
        <translation>双击可另选一个 Python。</translation>
    </message>
</context>
<context>
    <name>CheckButton</name>
    <message>
        <source>Click to ask every installed framework again (F9)</source>
        <translation>点击后重新询问每个已安装的框架 (F9)</translation>
    </message>
    <message>
        <source>Cross-check: {0}</source>
        <translation>核对：{0}</translation>
    </message>
    <message>
        <source>{0} differs: {1}</source>
        <translation>{0} 不一致：{1}</translation>
    </message>
    <message>
        <source>TensorFlow: checking…</source>
        <translation>TensorFlow：核对中…</translation>
    </message>
    <message>
        <source>TensorFlow: not installed</source>
        <translation>TensorFlow：未安装</translation>
    </message>
    <message>
        <source>TensorFlow: no answer</source>
        <translation>TensorFlow：无应答</translation>
    </message>
    <message>
        <source>TensorFlow {0}: agrees</source>
        <translation>TensorFlow {0}：一致</translation>
    </message>
    <message>
        <source>TensorFlow: not asked</source>
        <translation>TensorFlow：未核对</translation>
    </message>
    <message>
        <source>TensorFlow: nothing to compare</source>
        <translation>TensorFlow：无可比较</translation>
    </message>
</context>
<context>
    <name>Choice</name>
    <message>
        <source>several</source>
        <translation>多种</translation>
    </message>
    <message>
        <source>dialect&apos;s own</source>
        <translation>由方言决定</translation>
    </message>
    <message>
        <source>dtype</source>
        <translation>dtype</translation>
    </message>
    <message>
        <source>The number type that every loss is computed in</source>
        <translation>计算所有损失时使用的数值类型</translation>
    </message>
    <message>
        <source>Dialect</source>
        <translation>方言</translation>
    </message>
    <message>
        <source>Whose rules every loss follows: weights, masks, reduction and number type</source>
        <translation>所有损失遵循哪个框架的规则：权重、掩码、归约和数值类型</translation>
    </message>
</context>
<context>
    <name>ChooseTensors</name>
    <message>
        <source>Which tensor is it?</source>
        <translation>这是哪个张量？</translation>
    </message>
    <message>
        <source>Choose the tensor that each array takes the place of:</source>
        <translation>请选择每个数组要替换的张量：</translation>
    </message>
    <message>
        <source>Tensor for {0}</source>
        <translation>{0} 对应的张量</translation>
    </message>
    <message>
        <source>leave out</source>
        <translation>不使用</translation>
    </message>
    <message>
        <source>{0} is chosen more than once.</source>
        <translation>{0} 被选择了多次。</translation>
    </message>
    <message>
        <source>Choose a tensor for at least one array.</source>
        <translation>请至少为一个数组选择张量。</translation>
    </message>
</context>
<context>
    <name>CodeDock</name>
    <message>
        <source>Co&amp;de</source>
        <translation>代码(&amp;D)</translation>
    </message>
</context>
<context>
    <name>CodePanel</name>
    <message>
        <source>Your code</source>
        <translation>自己的代码</translation>
    </message>
    <message>
        <source>This loss as code</source>
        <translation>此损失的代码</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>Search the commands</source>
        <translation>搜索命令</translation>
    </message>
    <message>
        <source>Type a part of a command&apos;s name</source>
        <translation>输入命令名称的一部分</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>{0}: {1}</source>
        <translation>{0}：{1}</translation>
    </message>
</context>
<context>
    <name>DifferenceNote</name>
    <message>
        <source>How the losses relate</source>
        <translation>各损失之间的关系</translation>
    </message>
    <message>
        <source>What shows it</source>
        <translation>依据</translation>
    </message>
</context>
<context>
    <name>Documents</name>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>{0} is a whole session: open it alone.</source>
        <translation>{0} 是一个完整的会话：请单独打开它。</translation>
    </message>
    <message>
        <source>lossgui did not end properly the last time. This is what was open then, as an unsaved copy.</source>
        <translation>lossgui 上次没有正常退出。这是当时打开的内容，是尚未保存的副本。</translation>
    </message>
    <message>
        <source>Open {0}</source>
        <translation>打开 {0}</translation>
    </message>
    <message>
        <source>{0} is open, but loss {1} has no value now: {2}</source>
        <translation>{0} 已打开，但损失 {1} 现在没有值：{2}</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>session</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Sessions and arrays ({0})</source>
        <translation>会话和数组 ({0})</translation>
    </message>
    <message>
        <source>Sessions ({0})</source>
        <translation>会话 ({0})</translation>
    </message>
</context>
<context>
    <name>EmittedPage</name>
    <message>
        <source>This loss as code</source>
        <translation>此损失的代码</translation>
    </message>
    <message>
        <source>Framework to write the loss for</source>
        <translation>为哪个框架生成代码</translation>
    </message>
    <message>
        <source>The framework that the code is written for</source>
        <translation>代码所用的框架</translation>
    </message>
    <message>
        <source>Value or gradient</source>
        <translation>值或梯度</translation>
    </message>
    <message>
        <source>What the function computes</source>
        <translation>函数计算什么</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Copy all of the code</source>
        <translation>复制全部代码</translation>
    </message>
    <message>
        <source>The selected loss as code, read only</source>
        <translation>选中的损失的代码（只读）</translation>
    </message>
    <message>
        <source>Why there is no code</source>
        <translation>没有代码的原因</translation>
    </message>
    <message>
        <source>Add a loss to see its code.</source>
        <translation>添加一个损失即可查看它的代码。</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Gradient by {0}</source>
        <translation>对 {0} 的梯度</translation>
    </message>
</context>
<context>
    <name>FillMenu</name>
    <message>
        <source>Zeros</source>
        <translation>全部为 0</translation>
    </message>
    <message>
        <source>Ones</source>
        <translation>全部为 1</translation>
    </message>
    <message>
        <source>Ramp 0, 1, 2, …</source>
        <translation>等差序列 0, 1, 2, …</translation>
    </message>
    <message>
        <source>Random numbers from 0 to 1 (seed 0)</source>
        <translation>0 到 1 的随机数（种子 0）</translation>
    </message>
    <message>
        <source>Random one-hot rows (seed 0)</source>
        <translation>随机 one-hot 行（种子 0）</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>向下</translation>
    </message>
    <message>
        <source>To the right</source>
        <translation>向右</translation>
    </message>
</context>
<context>
    <name>FormatBar</name>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>Two colours, from 0 on</source>
        <translation>双色，以 0 为界</translation>
    </message>
    <message>
        <source>One colour, from the smallest to the largest</source>
        <translation>单色，从最小到最大</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Fewer decimals</source>
        <translation>减少小数位</translation>
    </message>
    <message>
        <source>More decimals</source>
        <translation>增加小数位</translation>
    </message>
    <message>
        <source>Scientific notation</source>
        <translation>科学记数法</translation>
    </message>
    <message>
        <source>Heat colours and decimals</source>
        <translation>热力图颜色和小数位</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Only as many decimals as needed</source>
        <translation>只显示需要的小数位</translation>
    </message>
</context>
<context>
    <name>GridCommands</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Edit exact value</source>
        <translation>编辑精确值</translation>
    </message>
    <message>
        <source>Set to 0</source>
        <translation>设为 0</translation>
    </message>
    <message>
        <source>Set to NaN</source>
        <translation>设为 NaN</translation>
    </message>
    <message>
        <source>Fill down</source>
        <translation>向下填充</translation>
    </message>
    <message>
        <source>Fill right</source>
        <translation>向右填充</translation>
    </message>
    <message>
        <source>Previous slice</source>
        <translation>上一个切片</translation>
    </message>
    <message>
        <source>Next slice</source>
        <translation>下一个切片</translation>
    </message>
    <message>
        <source>Slice keys move the axis before</source>
        <translation>切片键改为移动前一个轴</translation>
    </message>
    <message>
        <source>Slice keys move the next axis</source>
        <translation>切片键改为移动后一个轴</translation>
    </message>
</context>
<context>
    <name>GridEdits</name>
    <message>
        <source>Set {0} cells of {1} to {2}</source>
        <translation>把 {1} 的 {0} 个单元格设为 {2}</translation>
    </message>
    <message>
        <source>Paste {0} cells into {1}</source>
        <translation>把 {0} 个单元格粘贴到 {1}</translation>
    </message>
    <message>
        <source>The pasted block has {0} × {1} cells; the {2} × {3} that fit were pasted.</source>
        <translation>粘贴的内容有 {0} × {1} 个单元格；只粘贴了放得下的 {2} × {3} 个。</translation>
    </message>
    <message>
        <source>Fill {0} cells of {1}</source>
        <translation>填充 {1} 的 {0} 个单元格</translation>
    </message>
</context>
<context>
    <name>GridModel</name>
    <message>
        <source>{0} value {1}</source>
        <translation>{0}，值 {1}</translation>
    </message>
</context>
<context>
    <name>GridView</name>
    <message>
        <source>These cells are computed: they change with the tensors.</source>
        <translation>这些单元格是计算出来的：它们随张量而变。</translation>
    </message>
    <message>
        <source>Select one block of cells to copy it.</source>
        <translation>请选择一整块单元格再复制。</translation>
    </message>
    <message>
        <source>{0} cells are too many to copy as text: select fewer.</source>
        <translation>{0} 个单元格太多，无法复制为文本：请少选一些。</translation>
    </message>
    <message>
        <source>The comma is the decimal sign</source>
        <translation>逗号是小数点</translation>
    </message>
    <message>
        <source>The comma separates two cells</source>
        <translation>逗号分隔两个单元格</translation>
    </message>
</context>
<context>
    <name>Help</name>
    <message>
        <source>System information</source>
        <translation>系统信息</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
</context>
<context>
    <name>HistoryModel</name>
    <message>
        <source>As opened</source>
        <translation>打开时的状态</translation>
    </message>
    <message>
        <source>{0}, undone</source>
        <translation>{0}（已撤销）</translation>
    </message>
    <message>
        <source>{0}, present state</source>
        <translation>{0}（当前状态）</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Every change so far. Click one to go back or forward to it.</source>
        <translation>到目前为止的每次更改。点击其中一项即可回到或前进到该状态。</translation>
    </message>
</context>
<context>
    <name>LanguageChoice</name>
    <message>
        <source>The language changes when lossgui is started again.</source>
        <translation>重新启动 lossgui 后，界面将改用简体中文。</translation>
    </message>
</context>
<context>
    <name>LessonDock</name>
    <message>
        <source>Le&amp;sson</source>
        <translation>课程(&amp;S)</translation>
    </message>
</context>
<context>
    <name>LessonPage</name>
    <message>
        <source>What to do</source>
        <translation>动手做</translation>
    </message>
    <message>
        <source>In short</source>
        <translation>小结</translation>
    </message>
    <message>
        <source>Sources: {0}</source>
        <translation>来源：{0}</translation>
    </message>
    <message>
        <source>Lessons</source>
        <translation>课程列表</translation>
    </message>
</context>
<context>
    <name>LessonPanel</name>
    <message>
        <source>Lesson</source>
        <translation>课程</translation>
    </message>
    <message>
        <source>A question, what to do about it, and the answer. Links lead to losses and cells.</source>
        <translation>一个问题、该做什么，以及答案。链接指向损失和单元格。</translation>
    </message>
    <message>
        <source>← &amp;Previous</source>
        <translation>← 上一课(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Start Again</source>
        <translation>重新开始(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Next →</source>
        <translation>下一课(&amp;N) →</translation>
    </message>
</context>
<context>
    <name>LossChooser</name>
    <message>
        <source>Choose a loss</source>
        <translation>选择损失</translation>
    </message>
    <message>
        <source>Search: mse, huber, logits, BCEWithLogitsLoss…</source>
        <translation>搜索：mse、huber、logits、BCEWithLogitsLoss…</translation>
    </message>
    <message>
        <source>Search the losses</source>
        <translation>搜索损失</translation>
    </message>
    <message>
        <source>Losses of the catalogue</source>
        <translation>目录中的损失</translation>
    </message>
    <message>
        <source>No loss matches; clear the field to see all of them.</source>
        <translation>没有匹配的损失；清空输入框可查看全部。</translation>
    </message>
</context>
<context>
    <name>Losses</name>
    <message>
        <source>default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>(from the dialect)</source>
        <translation>（由方言决定）</translation>
    </message>
    <message>
        <source>Nothing is divided: the values are added up, or not reduced.</source>
        <translation>没有除法：各值被相加，或不归约。</translation>
    </message>
    <message>
        <source>÷ {name} = {value}, the {meaning}</source>
        <translation>÷ {name} = {value}，即{meaning}</translation>
    </message>
    <message>
        <source>The reference: the other losses are multiples of this one.</source>
        <translation>基准：其他损失以它的倍数表示。</translation>
    </message>
    <message>
        <source>Type the factor, for example 0.5 or 1/2.</source>
        <translation>请输入系数，例如 0.5 或 1/2。</translation>
    </message>
</context>
<context>
    <name>LossesDelegate</name>
    <message>
        <source>{column} of loss {name}</source>
        <translation>损失 {name} 的{column}</translation>
    </message>
</context>
<context>
    <name>LossesHeader</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>The filled circle marks the reference, of which the others are multiples.</source>
        <translation>实心圆表示基准，其他损失以它的倍数表示。</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>What is computed from each pair of numbers.</source>
        <translation>对每一对数字计算什么。</translation>
    </message>
    <message>
        <source>Dialect</source>
        <translation>方言</translation>
    </message>
    <message>
        <source>The framework whose rules decide the final number.</source>
        <translation>由哪个框架的规则决定最终数值。</translation>
    </message>
    <message>
        <source>Axis</source>
        <translation>轴</translation>
    </message>
    <message>
        <source>The axis that the loss function itself reduces.</source>
        <translation>损失函数自身归约的轴。</translation>
    </message>
    <message>
        <source>Inner</source>
        <translation>内层</translation>
    </message>
    <message>
        <source>How the loss function reduces its axis: by a mean or by a sum.</source>
        <translation>损失函数如何归约该轴：取平均或求和。</translation>
    </message>
    <message>
        <source>Reduction</source>
        <translation>归约</translation>
    </message>
    <message>
        <source>How the framework reduces what is left.</source>
        <translation>框架如何归约剩下的部分。</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>系数</translation>
    </message>
    <message>
        <source>A number that multiplies what the loss function gives.</source>
        <translation>与损失函数的结果相乘的数。</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>The value of the loss; its tooltip has all digits.</source>
        <translation>损失的值；悬停提示显示全部数字。</translation>
    </message>
    <message>
        <source>÷</source>
        <translation>÷</translation>
    </message>
    <message>
        <source>What the means and the final reduction divide by, as a number and what it counts.</source>
        <translation>各次平均和最终归约的除数：数值及其含义。</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>核对</translation>
    </message>
    <message>
        <source>Whether the real framework computes the same number: that of the dialect first, then each other installed one in its own dialect. F9 asks all of them.</source>
        <translation>真实框架是否算出相同的数：先是方言对应的框架，然后是其他已安装的框架，各用自己的方言。按 F9 询问全部框架。</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>比值</translation>
    </message>
    <message>
        <source>The row as a multiple of the reference row, for every input.</source>
        <translation>此行是基准行的多少倍，对任何输入都成立。</translation>
    </message>
</context>
<context>
    <name>LossesMenu</name>
    <message>
        <source>Add a loss…</source>
        <translation>添加损失…</translation>
    </message>
    <message>
        <source>Compare with this loss</source>
        <translation>以此损失为基准</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Edit code…</source>
        <translation>编辑代码…</translation>
    </message>
    <message>
        <source>Other loss…</source>
        <translation>换成其他损失…</translation>
    </message>
    <message>
        <source>Parameters…</source>
        <translation>参数…</translation>
    </message>
    <message>
        <source>Python for the cross-check…</source>
        <translation>核对所用的 Python…</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>复制值</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>LossesModel</name>
    <message>
        <source>Loss {name}, {column}: {text}</source>
        <translation>损失 {name}，{column}：{text}</translation>
    </message>
    <message>
        <source>Loss {name}, the reference</source>
        <translation>损失 {name}，基准</translation>
    </message>
    <message>
        <source>Loss {name}</source>
        <translation>损失 {name}</translation>
    </message>
</context>
<context>
    <name>LossesPanel</name>
    <message>
        <source>Losses</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
    <message>
        <source>Why not my number? Find out how a number from elsewhere comes about</source>
        <translation>为什么不是我的数？查明别处得到的数是怎么来的</translation>
    </message>
    <message>
        <source>Why not my number?</source>
        <translation>为什么不是我的数？</translation>
    </message>
    <message>
        <source>+ Add</source>
        <translation>+ 添加</translation>
    </message>
    <message>
        <source>Add a loss of the catalogue (Insert)</source>
        <translation>从目录添加损失 (Insert)</translation>
    </message>
    <message>
        <source>Add a loss</source>
        <translation>添加损失</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Add a copy of the selected loss under it</source>
        <translation>在选中的损失下方添加它的副本</translation>
    </message>
    <message>
        <source>Duplicate the selected loss</source>
        <translation>复制一份选中的损失</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Remove the selected loss (Delete)</source>
        <translation>删除选中的损失 (Delete)</translation>
    </message>
    <message>
        <source>Remove the selected loss</source>
        <translation>删除选中的损失</translation>
    </message>
</context>
<context>
    <name>LossesView</name>
    <message>
        <source>Losses</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>No loss yet. Press Insert or “Add” to add one.</source>
        <translation>还没有损失。按 Insert 键或点击“添加”来添加。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>The tensors that the losses read. Type into a cell to edit it.</source>
        <translation>损失所读取的张量。在单元格中输入即可编辑。</translation>
    </message>
    <message>
        <source>The array of the selected step, and what it is reduced to.</source>
        <translation>所选步骤的数组，以及它归约后的结果。</translation>
    </message>
    <message>
        <source>Pictures of the losses; they follow every edit.</source>
        <translation>损失的图；随每次编辑更新。</translation>
    </message>
    <message>
        <source>The losses over these tensors, and how they relate.</source>
        <translation>这些张量上的损失，以及它们之间的关系。</translation>
    </message>
    <message>
        <source>The steps from the tensors to the value of the selected loss.</source>
        <translation>从张量到所选损失值的各个步骤。</translation>
    </message>
    <message>
        <source>&amp;History</source>
        <translation>历史记录(&amp;H)</translation>
    </message>
    <message>
        <source>Docks</source>
        <translation>停靠面板</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Undo {0}</source>
        <translation>撤销“{0}”(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Redo {0}</source>
        <translation>重做“{0}”(&amp;R)</translation>
    </message>
</context>
<context>
    <name>MappingForm</name>
    <message>
        <source>What the loss reads</source>
        <translation>损失读取什么</translation>
    </message>
    <message>
        <source>What {0} stands for</source>
        <translation>{0} 代表什么</translation>
    </message>
    <message>
        <source>The tensor that {0} reads, or a number</source>
        <translation>{0} 读取的张量，或一个数</translation>
    </message>
    <message>
        <source>Value of {0}</source>
        <translation>{0} 的值</translation>
    </message>
    <message>
        <source>new tensor {0}</source>
        <translation>新张量 {0}</translation>
    </message>
    <message>
        <source>a number</source>
        <translation>一个数</translation>
    </message>
    <message>
        <source>{0} is made together with the loss</source>
        <translation>{0} 会与损失一起创建</translation>
    </message>
    <message>
        <source>a tensor</source>
        <translation>一个张量</translation>
    </message>
    <message>
        <source>needs a value</source>
        <translation>需要一个值</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Notice</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>No notice</source>
        <translation>没有通知</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Details of the notice</source>
        <translation>通知的详细信息</translation>
    </message>
    <message>
        <source>What the notice offers</source>
        <translation>通知提供的操作</translation>
    </message>
    <message>
        <source>Close the notice</source>
        <translation>关闭通知</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Something unexpected happened: {0}</source>
        <translation>发生了意外：{0}</translation>
    </message>
</context>
<context>
    <name>NumberGrid</name>
    <message>
        <source>Corner of the grid</source>
        <translation>表格左上角</translation>
    </message>
</context>
<context>
    <name>OwnPage</name>
    <message>
        <source>Your code</source>
        <translation>自己的代码</translation>
    </message>
    <message>
        <source>Source code of your loss</source>
        <translation>损失的源代码</translation>
    </message>
    <message>
        <source>Paste a loss function as it stands in your notebook. It is read, never executed. Ctrl+Return adds it to the losses; Tab moves a line in, Shift+Tab out, and Esc leaves the field.</source>
        <translation>原样粘贴笔记本中的损失函数。代码只会被读取，绝不会被执行。Ctrl+Return 把它加入损失表；Tab 增加缩进，Shift+Tab 减少缩进，Esc 离开输入框。</translation>
    </message>
    <message>
        <source>What is wrong with the code</source>
        <translation>代码有什么问题</translation>
    </message>
    <message>
        <source>&amp;Add as Loss</source>
        <translation>添加为损失(&amp;A)</translation>
    </message>
    <message>
        <source>Add this code as a loss</source>
        <translation>把这段代码添加为损失</translation>
    </message>
    <message>
        <source>Add this code to the losses (Ctrl+Return)</source>
        <translation>把这段代码加入损失表 (Ctrl+Return)</translation>
    </message>
    <message>
        <source>Update the loss with this code</source>
        <translation>用这段代码更新损失</translation>
    </message>
    <message>
        <source>Put this code in the place of the loss&apos;s own</source>
        <translation>用这段代码替换损失原来的代码</translation>
    </message>
    <message>
        <source>Esc leaves the field, Ctrl+Return adds the loss.</source>
        <translation>Esc 离开输入框，Ctrl+Return 添加损失。</translation>
    </message>
    <message>
        <source>{0} characters are no loss function: at most {1} can be pasted.</source>
        <translation>{0} 个字符不会是损失函数：最多可以粘贴 {1} 个字符。</translation>
    </message>
    <message>
        <source>&amp;Update {0}</source>
        <translation>更新 {0}(&amp;U)</translation>
    </message>
    <message>
        <source>No value yet for: {0}. Type it above.</source>
        <translation>还没有值：{0}。请在上方输入。</translation>
    </message>
    <message>
        <source>These tensors are large: add the loss to compute it.</source>
        <translation>这些张量很大：添加损失后才会计算。</translation>
    </message>
    <message>
        <source>Not among the tensors yet, made together with the loss: {0}.</source>
        <translation>尚不存在的张量，将与损失一起创建：{0}。</translation>
    </message>
    <message>
        <source>Paste a loss function here, as it stands in your notebook:</source>
        <translation>把笔记本中的损失函数原样粘贴到这里：</translation>
    </message>
</context>
<context>
    <name>ParameterStrip</name>
    <message>
        <source>Why the value is not accepted</source>
        <translation>不接受该值的原因</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>{0} (from dialect)</source>
        <translation>{0}（由方言决定）</translation>
    </message>
</context>
<context>
    <name>Paste</name>
    <message>
        <source>The clipboard holds more than {0} cells: open such data as a file instead.</source>
        <translation>剪贴板中的单元格超过 {0} 个：请改为从文件打开这样的数据。</translation>
    </message>
    <message>
        <source>Row {0} of the pasted text has {1} cells, but row 1 has {2}. Nothing was changed.</source>
        <translation>粘贴文本的第 {0} 行有 {1} 个单元格，而第 1 行有 {2} 个。未作任何更改。</translation>
    </message>
    <message>
        <source>Row {0}, column {1} of the pasted text: {2}. Nothing was changed.</source>
        <translation>粘贴文本的第 {0} 行第 {1} 列：{2}。未作任何更改。</translation>
    </message>
    <message>
        <source>The clipboard holds no text with numbers.</source>
        <translation>剪贴板中没有包含数字的文本。</translation>
    </message>
    <message>
        <source>{0} can be one number or two.</source>
        <translation>{0} 可能是一个数，也可能是两个数。</translation>
    </message>
</context>
<context>
    <name>PlotControls</name>
    <message>
        <source>State variables</source>
        <translation>状态变量</translation>
    </message>
</context>
<context>
    <name>PlotPanel</name>
    <message>
        <source>Plots</source>
        <translation>图</translation>
    </message>
    <message>
        <source>Plot {0}</source>
        <translation>图：{0}</translation>
    </message>
    <message>
        <source>Notes on the plot</source>
        <translation>图的说明</translation>
    </message>
</context>
<context>
    <name>PlotTools</name>
    <message>
        <source>Home</source>
        <translation>复位</translation>
    </message>
    <message>
        <source>Show everything again</source>
        <translation>重新显示全部内容</translation>
    </message>
    <message>
        <source>Zoom Back</source>
        <translation>上一视图</translation>
    </message>
    <message>
        <source>Go back to the zoom before</source>
        <translation>回到上一次的缩放</translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Logarithmic vertical axis</source>
        <translation>纵轴使用对数刻度</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Grid lines</source>
        <translation>网格线</translation>
    </message>
    <message>
        <source>Crosshair</source>
        <translation>十字线</translation>
    </message>
    <message>
        <source>Read out the nearest point</source>
        <translation>读出最近的点</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the plot as an image</source>
        <translation>把图复制为图像</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Save the plot as PNG, SVG, PDF or CSV</source>
        <translation>把图保存为 PNG、SVG、PDF 或 CSV</translation>
    </message>
    <message>
        <source>Plot tools</source>
        <translation>图工具</translation>
    </message>
    <message>
        <source>More plot tools</source>
        <translation>更多图工具</translation>
    </message>
</context>
<context>
    <name>Preview</name>
    <message>
        <source>What this code gives</source>
        <translation>这段代码的结果</translation>
    </message>
    <message>
        <source>About this code</source>
        <translation>关于这段代码</translation>
    </message>
    <message>
        <source>{0} = {1} · returns {2} · {3}, {4}</source>
        <translation>{0} = {1} · 返回 {2} · {3}，{4}</translation>
    </message>
</context>
<context>
    <name>PythonDialog</name>
    <message>
        <source>Python for the Cross-Check</source>
        <translation>核对所用的 Python</translation>
    </message>
    <message>
        <source>The cross-check asks the framework itself, in a Python that has it. Choose one of yours; nothing is changed in it.</source>
        <translation>核对会在装有框架的 Python 中询问框架本身。请选择一个你的 Python；其中的内容不会改动。</translation>
    </message>
    <message>
        <source>The Python in use</source>
        <translation>正在使用的 Python</translation>
    </message>
    <message>
        <source>&amp;Browse…</source>
        <translation>浏览(&amp;B)…</translation>
    </message>
    <message>
        <source>Choose the program of a Python that is not listed</source>
        <translation>选择列表中没有的 Python 程序</translation>
    </message>
    <message>
        <source>&amp;Folder…</source>
        <translation>文件夹(&amp;F)…</translation>
    </message>
    <message>
        <source>Choose the folder of a virtual environment</source>
        <translation>选择虚拟环境的文件夹</translation>
    </message>
    <message>
        <source>&amp;Look Again</source>
        <translation>重新查找(&amp;L)</translation>
    </message>
    <message>
        <source>Look for Pythons again and ask each what it has</source>
        <translation>重新查找 Python，并询问每个 Python 装有什么</translation>
    </message>
    <message>
        <source>&amp;Try</source>
        <translation>试用(&amp;T)</translation>
    </message>
    <message>
        <source>Start the framework in this Python and ask it a question</source>
        <translation>在这个 Python 中启动框架，并向它提一个问题</translation>
    </message>
    <message>
        <source>Find by &amp;Itself</source>
        <translation>自动查找(&amp;I)</translation>
    </message>
    <message>
        <source>Forget the choice: use the Python that is found first</source>
        <translation>忘记所选：使用最先找到的 Python</translation>
    </message>
    <message>
        <source>&amp;Use This Python</source>
        <translation>使用这个 Python(&amp;U)</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The choice cannot be remembered: {0}.</source>
        <translation>无法记住所选：{0}。</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>Folder of a virtual environment</source>
        <translation>虚拟环境的文件夹</translation>
    </message>
    <message>
        <source>{0} is being started in this Python; that takes some seconds.</source>
        <translation>正在这个 Python 中启动 {0}，需要几秒钟。</translation>
    </message>
    <message>
        <source>The environment variable {1} names {0}: as long as it is set, it wins over what is chosen here.</source>
        <translation>环境变量 {1} 指定了 {0}：只要设置了它，它就优先于这里的选择。</translation>
    </message>
    <message>
        <source>In use: {0}, chosen here.</source>
        <translation>正在使用：{0}，在这里选定。</translation>
    </message>
    <message>
        <source>In use: {0}, found by itself.</source>
        <translation>正在使用：{0}，自动找到。</translation>
    </message>
    <message>
        <source>No Python is in use: none is on the path.</source>
        <translation>没有使用任何 Python：搜索路径中没有。</translation>
    </message>
    <message>
        <source>It is being asked what it has.</source>
        <translation>正在询问它装有什么。</translation>
    </message>
</context>
<context>
    <name>PythonTable</name>
    <message>
        <source>Pythons</source>
        <translation>Python 列表</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>Has</source>
        <translation>装有</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>{0}, in use</source>
        <translation>{0}，使用中</translation>
    </message>
    <message>
        <source>asking…</source>
        <translation>询问中…</translation>
    </message>
    <message>
        <source>not usable</source>
        <translation>不可用</translation>
    </message>
    <message>
        <source>no framework</source>
        <translation>没有框架</translation>
    </message>
</context>
<context>
    <name>RangeFields</name>
    <message>
        <source>from</source>
        <translation>从</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>Range from</source>
        <translation>范围起点</translation>
    </message>
    <message>
        <source>Range to</source>
        <translation>范围终点</translation>
    </message>
    <message>
        <source>The range of the horizontal axis: a number such as -1, 0.5 or 1e-3</source>
        <translation>横轴的范围：例如 -1、0.5 或 1e-3</translation>
    </message>
    <message>
        <source>The range needs two finite numbers.</source>
        <translation>范围需要两个有限的数。</translation>
    </message>
    <message>
        <source>The range must go from a smaller to a larger number.</source>
        <translation>范围必须从较小的数到较大的数。</translation>
    </message>
</context>
<context>
    <name>Recovery</name>
    <message>
        <source>{0}. The copy cannot be put aside: {1}</source>
        <translation>{0}。无法把该副本移开：{1}</translation>
    </message>
    <message>
        <source>What a crash left behind cannot be opened: {0}. It is kept as {1}.</source>
        <translation>无法打开崩溃后留下的内容：{0}。它保存为 {1}。</translation>
    </message>
    <message>
        <source>lossgui did not end properly the last time. Start it once more without a file to get back what was open then.</source>
        <translation>lossgui 上次没有正常退出。再次启动且不带文件，即可找回当时打开的内容。</translation>
    </message>
    <message>
        <source>The copy for the case of a crash cannot be written: {0}</source>
        <translation>无法写入用于崩溃恢复的副本：{0}</translation>
    </message>
</context>
<context>
    <name>SaveDialog</name>
    <message>
        <source>Save plot</source>
        <translation>保存图</translation>
    </message>
    <message>
        <source>Image (*.png)</source>
        <translation>图像 (*.png)</translation>
    </message>
    <message>
        <source>Vector graphic (*.svg)</source>
        <translation>矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>PDF document (*.pdf)</source>
        <translation>PDF 文档 (*.pdf)</translation>
    </message>
    <message>
        <source>Numbers as a table (*.csv)</source>
        <translation>数据表 (*.csv)</translation>
    </message>
</context>
<context>
    <name>SearchSummary</name>
    <message>
        <source>The search looks for losses, axes, factors and slips that give it.</source>
        <translation>搜索会寻找能得出它的损失、轴、系数和常见失误。</translation>
    </message>
    <message>
        <source>Cancelled; {0} pipelines were found so far.</source>
        <translation>已取消；目前找到 {0} 种算法。</translation>
    </message>
    <message>
        <source>Searching for {0}: {1} found so far.</source>
        <translation>正在搜索 {0}：目前找到 {1} 种。</translation>
    </message>
    <message>
        <source>One pipeline gives {0}.</source>
        <translation>有一种算法得出 {0}。</translation>
    </message>
    <message>
        <source>{0} pipelines give {1}, the simplest first. More digits leave fewer.</source>
        <translation>有 {0} 种算法得出 {1}，最简单的排在最前。多写几位数字，结果会更少。</translation>
    </message>
    <message>
        <source>Nothing here gives {0}. The nearest without a slip are:</source>
        <translation>没有算法得出 {0}。没有失误的最接近结果是：</translation>
    </message>
    <message>
        <source>Nothing here gives {0}.</source>
        <translation>没有算法得出 {0}。</translation>
    </message>
</context>
<context>
    <name>SheetList</name>
    <message>
        <source>Which code is shown</source>
        <translation>显示哪段代码</translation>
    </message>
    <message>
        <source>The losses made of code, and code that is not added yet</source>
        <translation>由代码构成的损失，以及尚未添加的代码</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>新建(&amp;N)</translation>
    </message>
    <message>
        <source>Write another loss</source>
        <translation>编写另一个损失</translation>
    </message>
    <message>
        <source>Start with an empty text; what is here is kept</source>
        <translation>从空白开始；这里的内容会保留</translation>
    </message>
    <message>
        <source>{0} (changed)</source>
        <translation>{0}（已修改）</translation>
    </message>
    <message>
        <source>New code</source>
        <translation>新代码</translation>
    </message>
    <message>
        <source>Not added: {0}</source>
        <translation>未添加：{0}</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>位置</translation>
    </message>
    <message>
        <source>What</source>
        <translation>作用</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>按键</translation>
    </message>
</context>
<context>
    <name>SliceBar</name>
    <message>
        <source>Copy {0}</source>
        <translation>复制 {0}</translation>
    </message>
    <message>
        <source>Copied {0}</source>
        <translation>已复制 {0}</translation>
    </message>
    <message>
        <source>&amp;Rows</source>
        <translation>行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Columns</source>
        <translation>列(&amp;C)</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>行</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Axis shown as rows</source>
        <translation>显示为行的轴</translation>
    </message>
    <message>
        <source>Axis shown as columns</source>
        <translation>显示为列的轴</translation>
    </message>
    <message>
        <source>The shown slice as code; click to copy it</source>
        <translation>当前切片的代码；点击即可复制</translation>
    </message>
</context>
<context>
    <name>StageModel</name>
    <message>
        <source>{0} value {1}</source>
        <translation>{0}，值 {1}</translation>
    </message>
    <message>
        <source>{0}, {1} of all cells</source>
        <translation>{0}，占全部单元格的 {1}</translation>
    </message>
    <message>
        <source>{0} of the sum of all cells: |cell| / sum of |cells|.
The longest bar is the largest.</source>
        <translation>占全部单元格之和的 {0}：|单元格| / |单元格| 之和。
最长的条表示最大的份额。</translation>
    </message>
</context>
<context>
    <name>StagePanel</name>
    <message>
        <source>The array of the selected step. A bar is a cell&apos;s share: |cell| / sum of |cells|. Beside it stands what the next step makes of each row or column; select a cell there to see where it comes from.</source>
        <translation>所选步骤的数组。条形表示单元格所占的份额：|单元格| / |单元格| 之和。旁边是下一步对每一行或每一列的计算结果；在那里选择单元格即可查看它的来源。</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>阶段</translation>
    </message>
    <message>
        <source>Stage {0} of {1}: {2}</source>
        <translation>{1} 的阶段 {0}：{2}</translation>
    </message>
    <message>
        <source>{0} runs over an axis that is not shown: show it as rows or columns.</source>
        <translation>{0} 沿未显示的轴进行：请把该轴显示为行或列。</translation>
    </message>
</context>
<context>
    <name>StageView</name>
    <message>
        <source>{0}, shape {1}</source>
        <translation>{0}，形状 {1}</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>Step {number} of {count} of {name}: {step}, shape {shape}</source>
        <translation>{name} 的第 {number} 步（共 {count} 步）：{step}，形状 {shape}</translation>
    </message>
</context>
<context>
    <name>StepsPanel</name>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Steps of the selected loss</source>
        <translation>所选损失的步骤</translation>
    </message>
    <message>
        <source>What the step does</source>
        <translation>这一步做什么</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对照</translation>
    </message>
    <message>
        <source>Compare the steps of two losses</source>
        <translation>对照两个损失的步骤</translation>
    </message>
    <message>
        <source>Show the steps of the reference as well; a thick frame marks where they part</source>
        <translation>同时显示基准的步骤；粗框标出两者开始不同之处</translation>
    </message>
    <message>
        <source>First step</source>
        <translation>第一步</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>退回一步</translation>
    </message>
    <message>
        <source>One step back (Ctrl+B)</source>
        <translation>退回一步 (Ctrl+B)</translation>
    </message>
    <message>
        <source>Step into</source>
        <translation>进入下一步</translation>
    </message>
    <message>
        <source>Next step (F7)</source>
        <translation>下一步 (F7)</translation>
    </message>
    <message>
        <source>Step over</source>
        <translation>跳到下一次归约</translation>
    </message>
    <message>
        <source>On to the next reduction, or the end (F6)</source>
        <translation>跳到下一次归约，或跳到末尾 (F6)</translation>
    </message>
    <message>
        <source>Last step</source>
        <translation>最后一步</translation>
    </message>
    <message>
        <source>Last step: the value of the loss</source>
        <translation>最后一步：损失的值</translation>
    </message>
    <message>
        <source>Steps of {name}</source>
        <translation>{name} 的步骤</translation>
    </message>
    <message>
        <source>Add a loss to see its steps.</source>
        <translation>添加一个损失即可查看它的步骤。</translation>
    </message>
    <message>
        <source>{name} has no steps: {error}</source>
        <translation>{name} 没有步骤：{error}</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Stop here</source>
        <translation>停在这里</translation>
    </message>
    <message>
        <source>Play step by step</source>
        <translation>逐步播放</translation>
    </message>
</context>
<context>
    <name>TensorBox</name>
    <message>
        <source>{0}, shape {1}</source>
        <translation>{0}，形状 {1}</translation>
    </message>
    <message>
        <source>The first {0} rows and {1} columns are shown</source>
        <translation>只显示前 {0} 行和前 {1} 列</translation>
    </message>
</context>
<context>
    <name>TensorPanel</name>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>The tensors that the losses are computed from. Type to replace a number, press F2 or Enter to edit its exact value. Dashes frame the cells that enter the selected step.</source>
        <translation>用来计算损失的张量。直接输入可替换数字，按 F2 或 Enter 可编辑精确值。虚线框标出参与所选步骤的单元格。</translation>
    </message>
</context>
<context>
    <name>TensorTabs</name>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
</context>
<context>
    <name>TextDialog</name>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>保存(&amp;S)…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>WhyDialog</name>
    <message>
        <source>Why Not My Number?</source>
        <translation>为什么不是我的数？</translation>
    </message>
    <message>
        <source>Why not my number</source>
        <translation>为什么不是我的数</translation>
    </message>
    <message>
        <source>&amp;Your number:</source>
        <translation>你的数(&amp;Y)：</translation>
    </message>
    <message>
        <source>Your number</source>
        <translation>你的数</translation>
    </message>
    <message>
        <source>with the digits you got, such as 0.355</source>
        <translation>写出你得到的各位数字，例如 0.355</translation>
    </message>
    <message>
        <source>What the search came to</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>Pipelines that give the number</source>
        <translation>得出该数的算法</translation>
    </message>
    <message>
        <source>Progress of the search</source>
        <translation>搜索进度</translation>
    </message>
    <message>
        <source>Ca&amp;ncel</source>
        <translation>取消(&amp;N)</translation>
    </message>
    <message>
        <source>Cancel the search</source>
        <translation>取消搜索</translation>
    </message>
    <message>
        <source>&amp;Add as Loss</source>
        <translation>添加为损失(&amp;A)</translation>
    </message>
    <message>
        <source>Add the chosen pipeline to the losses table (Enter)</source>
        <translation>把选中的算法加入损失表 (Enter)</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>关闭(&amp;C)</translation>
    </message>
</context>
<context>
    <name>damaged</name>
    <message>
        <source>The settings in {0} are damaged and cannot be put aside ({1}): what can be read of them is used.</source>
        <translation>{0} 中的设置已损坏，且无法移开（{1}）：将使用其中仍可读取的部分。</translation>
    </message>
    <message>
        <source>Your settings were damaged, so lossgui starts with new ones. The damaged file is kept as {0}.</source>
        <translation>设置文件已损坏，因此 lossgui 使用新的设置启动。损坏的文件保存为 {0}。</translation>
    </message>
</context>
<context>
    <name>keeping</name>
    <message>
        <source>Nothing can be written to {0} ({1}): your choices will not be remembered, and there will be no copy of your work after a crash.</source>
        <translation>无法写入 {0}（{1}）：所做的选择不会被记住，崩溃后也没有工作内容的副本。</translation>
    </message>
    <message>
        <source>Nothing can be written to {0} ({1}): your choices will not be remembered.</source>
        <translation>无法写入 {0}（{1}）：所做的选择不会被记住。</translation>
    </message>
    <message>
        <source>Nothing can be written to {0} ({1}): there will be no copy of your work after a crash.</source>
        <translation>无法写入 {0}（{1}）：崩溃后没有工作内容的副本。</translation>
    </message>
</context>
</TS>
